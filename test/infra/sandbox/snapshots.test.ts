import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { CreateUserCommand, ListUsersCommand } from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { CreateTrailCommand, StartLoggingCommand } from "@aws-sdk/client-cloudtrail";
import { expect, it, onTestFinished } from "vitest";
import { startSandbox } from "../../../infra/sandbox/index.ts";
import { startTrailSandbox } from "../../helpers/trail-sandbox.ts";
import { temporaryFolder } from "../../helpers/temporary-home.ts";

async function open() {
  const box = await startTrailSandbox();
  onTestFinished(() => box.close());
  const { s3, iam, sandbox } = box;
  // Long enough to be files.
  const put = (Key: string, text: string) =>
    s3.send(new PutObjectCommand({ Bucket: "things", Key, Body: text.padEnd(100_000) }));
  const get = async (Key: string) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: "things", Key }));
    return (await Body!.transformToString()).trimEnd();
  };
  const users = async () => (await iam.send(new ListUsersCommand({}))).Users!.map(({ UserName }) => UserName);
  await s3.send(new CreateBucketCommand({ Bucket: "things" }));
  return { ...box, put, get, users, bodies: () => readdirSync(join(sandbox.world.folder, "objects")).length };
}

it("goes back to a snapshot as often as wanted: objects, principals, history", async () => {
  const { sandbox, s3, iam, put, get, users, bodies } = await open();
  await put("kept", "as it was");
  const before = await sandbox.records();
  const snapshot = await sandbox.snapshot();
  const stored = bodies();
  for (const user of ["alice", "bob"]) {
    await put("kept", `changed by ${user}`);
    await put("new", "one more");
    await s3.send(new DeleteObjectCommand({ Bucket: "things", Key: "kept" }));
    await iam.send(new CreateUserCommand({ UserName: user }));
    await s3.send(new CreateBucketCommand({ Bucket: "more-things" }));
    await sandbox.restore(snapshot);
    expect(await get("kept")).toBe("as it was");
    await expect(get("new")).rejects.toMatchObject({ name: "NoSuchKey" });
    expect(bodies()).toBe(stored);
  }
  expect(await users()).toEqual(["trailwright-admin"]);
  expect((await s3.send(new ListBucketsCommand({}))).Buckets!.map(({ Name }) => Name)).toEqual(["things"]);
  const after = await sandbox.records();
  expect(after.slice(0, before.length)).toEqual(before);
  expect(after.map(({ eventName }) => eventName).slice(before.length)).toEqual(["ListUsers", "ListBuckets"]);
});

it("what waited for delivery waits again, and is delivered after the way back as before it", async () => {
  const { sandbox, iam, bucketFor, cloudtrail, records } = await open();
  await bucketFor("logs", "trail");
  await cloudtrail().send(
    new CreateTrailCommand({ Name: "trail", S3BucketName: "logs", IsMultiRegionTrail: true }),
  );
  await cloudtrail().send(new StartLoggingCommand({ Name: "trail" }));
  await iam.send(new CreateUserCommand({ UserName: "alice" }));
  const snapshot = await sandbox.snapshot();
  const created = async () =>
    (await records("logs"))
      .filter(({ eventName }) => eventName === "CreateUser")
      .map(({ eventID }) => eventID);
  const first = await created();
  expect(first).toHaveLength(1);
  await sandbox.restore(snapshot);
  expect(await created()).toEqual(first);
});

it("refuses a snapshot of another sandbox", async () => {
  const { sandbox } = await open();
  const other = await open();
  const snapshot = await other.sandbox.snapshot();
  await expect(sandbox.restore(snapshot)).rejects.toMatchObject({ code: "InvalidInput" });
});

it("a reset leaves nothing but the accounts and the credentials that were handed out", async () => {
  const folder = temporaryFolder();
  const accounts = [{ name: "workload", users: [{ name: "alice", policies: ["ReadOnlyAccess"] }] }];
  const sandbox = await startSandbox({ folder, accounts });
  onTestFinished(() => sandbox.close());
  const client = (credentials: { accessKeyId: string; secretAccessKey: string }) => {
    const { endpoint, region } = sandbox;
    const made = new S3Client({ endpoint, region, credentials, forcePathStyle: true, maxAttempts: 1 });
    onTestFinished(() => made.destroy());
    return made;
  };
  const [admin, alice] = [client(sandbox.credentials), client(sandbox.credentialsOf("workload", "alice"))];
  await admin.send(new CreateBucketCommand({ Bucket: "things" }));
  await admin.send(
    new PutObjectCommand({ Bucket: "things", Key: "thing", Body: "of some sort".padEnd(100_000) }),
  );
  sandbox.faults.throttle({ service: "s3" });
  await sandbox.reset();
  expect(await sandbox.records()).toEqual([]);
  expect((await admin.send(new ListBucketsCommand({}))).Buckets).toEqual([]);
  expect((await alice.send(new ListBucketsCommand({}))).Buckets).toEqual([]);
  await expect(alice.send(new CreateBucketCommand({ Bucket: "things" }))).rejects.toThrow(
    /not authorized|Denied/,
  );
  expect(readdirSync(join(folder, "objects"))).toEqual([]);
});

it("closing leaves no snapshot behind, and no folder that was not there", async () => {
  const folder = temporaryFolder();
  const kept = await startSandbox({ folder });
  await kept.snapshot();
  await kept.close();
  expect(existsSync(join(folder, "snapshots"))).toBe(false);
  const gone = await startSandbox();
  await gone.snapshot();
  await gone.close();
  expect(existsSync(gone.world.folder)).toBe(false);
});
