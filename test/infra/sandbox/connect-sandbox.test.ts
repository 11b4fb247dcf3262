import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Paths, paths } from "../../../infra/paths.ts";
import {
  connectSandbox,
  type RunningSandbox,
  runningSandbox,
  type SandboxConnection,
} from "../../../infra/sandbox/connect-sandbox.ts";
import { startSandbox } from "../../../infra/sandbox/index.ts";

let home: string;
let where: Paths;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "trailwright-connect-"));
  where = paths({ TRAILWRIGHT_HOME: home, TRAILWRIGHT_CACHE: home });
});
afterEach(async () => {
  for (const connection of held.splice(0)) await connection.close();
  await gone();
  rmSync(home, { recursive: true, force: true });
});

const client = ({ endpoint, region, credentials }: RunningSandbox) =>
  new S3Client({ endpoint, region, credentials: { ...credentials }, forcePathStyle: true });
const held: SandboxConnection[] = [];
async function connect(): Promise<SandboxConnection> {
  const connection = await connectSandbox({ paths: where, graceMilliseconds: 200 });
  held.push(connection);
  return connection;
}

/** Waits until no sandbox runs on the folder: its lock is free and its address removed. */
async function gone(): Promise<void> {
  while (existsSync(join(where.sandbox, "address.json")) && (await runningSandbox(where)))
    await new Promise((resolve) => setTimeout(resolve, 20));
}

it("starts one sandbox however many ask at once, and it goes when all have let go", async () => {
  expect(await runningSandbox(where)).toBeUndefined();
  const all = await Promise.all([connect(), connect(), connect()]);
  expect(new Set(all.map(({ pid }) => pid)).size).toBe(1);
  expect(all.filter(({ startedHere }) => startedHere)).toHaveLength(1);
  expect(statSync(join(where.sandbox, "address.json")).mode & 0o777).toBe(0o600);
  const [first, ...others] = all;
  await client(first!).send(new CreateBucketCommand({ Bucket: "outlives-the-process" }));
  await Promise.all(others.map((connection) => connection.close()));
  expect(await runningSandbox(where)).toMatchObject({ pid: first!.pid, endpoint: first!.endpoint });
  await first!.close();
  await first!.close();
  await gone();

  const again = await connect();
  expect(again).toMatchObject({
    endpoint: first!.endpoint,
    credentials: first!.credentials,
    startedHere: true,
  });
  expect(again.pid).not.toBe(first!.pid);
  const { Buckets } = await client(again).send(new ListBucketsCommand({}));
  expect(Buckets!.map(({ Name }) => Name)).toEqual(["outlives-the-process"]);
  await again.close();
});

it("goes on after the sandbox was killed", async () => {
  const first = await connect();
  await client(first).send(new CreateBucketCommand({ Bucket: "survives-a-kill" }));
  process.kill(first.pid, "SIGKILL");
  const second = await connect();
  expect(second.pid).not.toBe(first.pid);
  const { Buckets } = await client(second).send(new ListBucketsCommand({}));
  expect(Buckets!.map(({ Name }) => Name)).toEqual(["survives-a-kill"]);
  await second.close();
});

it("uses the sandbox that runs in a process of somebody else's", async () => {
  const sandbox = await startSandbox({ folder: where.sandbox });
  const connection = await connect();
  expect(connection).toMatchObject({ pid: process.pid, endpoint: sandbox.endpoint, startedHere: false });
  await connection.close();
  await sandbox.close();
});

it("names a port that is taken", async () => {
  const other = await startSandbox();
  const port = Number(new URL(other.endpoint).port);
  await expect(connectSandbox({ paths: where, port })).rejects.toMatchObject({
    code: "PortInUse",
    message: expect.stringContaining(String(port)),
  });
  await other.close();
});
