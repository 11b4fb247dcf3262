import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { CreateTrailCommand, StartLoggingCommand } from "@aws-sdk/client-cloudtrail";
import { CreateUserCommand, IAMClient } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTrailSandbox } from "../../../helpers/trail-sandbox.ts";

interface Address {
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** A sandbox in a process of its own, which can be killed. It delivers as fast as it can. */
async function startProcess(folder: string): Promise<{ child: ChildProcess; address: Address }> {
  const index = new URL("../../../../infra/sandbox/index.ts", import.meta.url);
  const script = `
    import { startSandbox } from ${JSON.stringify(index.href)};
    const { endpoint, credentials } = await startSandbox({ folder: process.argv[1], deliveryMilliseconds: 5 });
    process.stdin.resume();
    console.log(JSON.stringify({ endpoint, credentials }));`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script, folder], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  for await (const line of createInterface({ input: child.stdout! }))
    return { child, address: JSON.parse(line) };
  throw new Error("The sandbox process ended before it was there.");
}

/** Creates users until the connection breaks; returns the request IDs of the calls that were answered. */
async function load({ endpoint, credentials }: Address, round: number, answered: (count: number) => void) {
  const iam = new IAMClient({ endpoint, credentials, region: "us-east-1", maxAttempts: 1 });
  const requests: string[] = [];
  const worker = async (lane: number) => {
    for (let n = 0; ; n++) {
      try {
        const { $metadata } = await iam.send(new CreateUserCommand({ UserName: `u-${round}-${lane}-${n}` }));
        requests.push($metadata.requestId!);
        answered(requests.length);
      } catch {
        return;
      }
    }
  };
  await Promise.all([0, 1, 2, 3].map(worker));
  return requests;
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "trailwright-crash-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("loses no answered call and delivers none twice when the sandbox is killed, again and again", async () => {
  const first = await startTrailSandbox({ folder });
  await first.bucketFor("logs", "Main");
  await first.cloudtrail().send(new CreateTrailCommand({ Name: "Main", S3BucketName: "logs" }));
  await first.cloudtrail().send(new StartLoggingCommand({ Name: "Main" }));
  await first.close();

  const answered: string[] = [];
  for (const [round, after] of [7, 23, 41, 60].entries()) {
    const { child, address } = await startProcess(folder);
    const ended = new Promise((resolve) => child.once("exit", resolve));
    const requests = await load(address, round, (count) => count >= after && child.kill("SIGKILL"));
    await ended;
    expect(requests.length).toBeGreaterThanOrEqual(after);
    answered.push(...requests);
  }

  const last = await startTrailSandbox({ folder });
  const records = (await last.records("logs")).filter(({ eventName }) => eventName === "CreateUser");
  await last.close();
  const delivered = records.map(({ requestID }) => requestID!);
  expect(new Set(delivered).size).toBe(delivered.length);
  expect(new Set(records.map(({ eventID }) => eventID)).size).toBe(delivered.length);
  expect(answered.filter((id) => !delivered.includes(id))).toEqual([]);
});
