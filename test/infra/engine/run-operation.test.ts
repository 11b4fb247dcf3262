import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { CloudTrailClient, DescribeTrailsCommand, GetTrailStatusCommand } from "@aws-sdk/client-cloudtrail";
import {
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  ListBucketsCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { beforeAll, describe, expect, test, vi } from "vitest";
import type { Engine } from "../../../infra/engine/cli.ts";
import type { EngineEvent } from "../../../infra/engine/engine-event.ts";
import { idOfMade } from "../../../infra/engine/made-before-the-end.ts";
import type { OperationRequest } from "../../../infra/engine/operation.ts";
import { runOperation } from "../../../infra/engine/run-operation.ts";
import { bucketPolicy } from "../../../infra/program/bucket-policy.ts";
import { stackSettingsSchema } from "../../../infra/stacks/settings.ts";
import { settingsFile, writeSettings } from "../../../infra/stacks/settings-file.ts";
import { readSummary } from "../../../infra/stacks/summary.ts";
import type { Target } from "../../../infra/target/target.ts";
import { lockFiles, pendingOperations, testEngine, toEnd, workersOf } from "../../helpers/engine-run.ts";
import { openGate } from "../../helpers/gate.ts";
import { targetOf, testSandbox } from "../../helpers/sandbox-target.ts";
import { temporaryFolder, temporaryPaths } from "../../helpers/temporary-home.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await testEngine();
});

const settings = stackSettingsSchema.parse({
  stack: "audit",
  bucketName: "cloudtrail-logs-engine-test",
  tags: { purpose: "test" },
});

/** One stack in a sandbox of its own, and how to run operations on it. Its calls go through a gate if asked for. */
async function oneStack({ gated = false } = {}) {
  const paths = temporaryPaths();
  const sandbox = await testSandbox();
  const gate = await openGate(sandbox.endpoint, sandbox.credentials);
  const target = targetOf(sandbox, gated ? gate.endpoint : undefined);
  const run = (kind: OperationRequest["kind"], more: Partial<OperationRequest> = {}) =>
    runOperation({ kind, settings, through: "trail", target, ...more }, { paths, engine, env: process.env });
  const s3 = new S3Client(targetOf(sandbox).clientConfig());
  const cloudtrail = new CloudTrailClient(targetOf(sandbox).clientConfig());
  return { paths, sandbox, gate, target, run, s3, cloudtrail };
}

const isPut = (what: string) => (call: { method: string; url: string }) =>
  call.method === "PUT" && call.url.includes(what);

function linesOf(events: readonly EngineEvent[], type: "planned" | "started" | "done" | "failed"): string[] {
  return events.flatMap((event) =>
    event.type === type
      ? `${event.operation} ${event.resource.type.split(":")[2]} ${event.resource.name}`
      : [],
  );
}

const everything = [
  "Bucket logs",
  "BucketLifecycleConfiguration logs",
  "BucketOwnershipControls logs",
  "BucketPolicy logs",
  "BucketPublicAccessBlock logs",
  "BucketServerSideEncryptionConfiguration logs",
  "BucketVersioning logs",
  "Trail trail",
];

describe("the life of a stack", () => {
  test("preview, up, up again, drift, refresh, up, destroy", async () => {
    const { paths, sandbox, run, s3, cloudtrail } = await oneStack();
    const { Bucket } = { Bucket: settings.bucketName };
    writeSettings(paths, settings);

    const preview = await toEnd(run("preview"));
    expect(linesOf(preview.events, "planned").sort()).toEqual(everything.map((line) => `create ${line}`));
    expect(linesOf(preview.events, "started")).toEqual([]);
    expect(preview.result.changes).toEqual({ create: 8 });
    expect((await s3.send(new ListBucketsCommand())).Buckets).toEqual([]);
    expect(readSummary(paths, "audit")).toBeUndefined();

    const up = await toEnd(run("up"));
    for (const type of ["planned", "started", "done"] as const) {
      expect(linesOf(up.events, type).sort()).toEqual(everything.map((line) => `create ${line}`));
    }
    expect(up.result.outputs).toEqual({
      accountId: sandbox.accountId,
      region: "us-east-1",
      bucketName: settings.bucketName,
      bucketArn: `arn:aws:s3:::${settings.bucketName}`,
      policyDocument: JSON.stringify(bucketPolicy(settings, sandbox.accountId)),
      trailName: "MyTrail",
      trailArn: `arn:aws:cloudtrail:us-east-1:${sandbox.accountId}:trail/MyTrail`,
      logPrefix: `AWSLogs/${sandbox.accountId}/CloudTrail/`,
    });
    expect(readSummary(paths, "audit")).toMatchObject({
      kind: "up",
      succeeded: true,
      through: "trail",
      outputs: up.result.outputs,
    });
    const status = await cloudtrail.send(new GetTrailStatusCommand({ Name: "MyTrail" }));
    expect(status.IsLogging).toBe(true);

    const again = await toEnd(run("up"));
    expect(again.result.changes).toEqual({ same: 8 });

    await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
    const refresh = await toEnd(run("refresh"));
    expect(linesOf(refresh.events, "done")).toContain("delete BucketPolicy logs");
    const mended = await toEnd(run("up"));
    expect(mended.result.changes).toMatchObject({ create: 1, same: 7 });
    const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
    expect(JSON.parse(Policy!)).toEqual(bucketPolicy(settings, sandbox.accountId));

    const plan = await toEnd(run("destroy", { previewOnly: true }));
    expect(plan.result.changes).toEqual({ delete: 8 });
    expect((await s3.send(new ListBucketsCommand())).Buckets).toHaveLength(1);

    const destroy = await toEnd(run("destroy", { remove: true }));
    expect(linesOf(destroy.events, "done").sort()).toEqual(everything.map((line) => `delete ${line}`));
    expect((await s3.send(new ListBucketsCommand())).Buckets).toEqual([]);
    expect((await cloudtrail.send(new DescribeTrailsCommand())).trailList).toEqual([]);
    expect(existsSync(settingsFile(paths, "audit"))).toBe(false);
    expect(readdirSync(paths.stacks)).toEqual([]);
    await expect(run("destroy").result).rejects.toMatchObject({ code: "StackNotFound", exitCode: 6 });
  });

  test("grows step by step and is re-planned when an answer changes", async () => {
    const { paths, run } = await oneStack();
    const bucket = await toEnd(run("up", { through: "bucket" }));
    expect(bucket.result.changes).toEqual({ create: 6 });
    expect(bucket.result.outputs).not.toHaveProperty("policyDocument");
    const policy = await toEnd(run("up", { through: "policy" }));
    expect(policy.result.changes).toEqual({ create: 1, same: 6 });
    expect(policy.result.outputs).not.toHaveProperty("trailArn");
    expect(readSummary(paths, "audit")?.through).toBe("policy");

    const longer = { ...settings, retentionDays: 400, tags: { purpose: "more" } };
    const retention = await toEnd(run("preview", { through: "policy", settings: longer }));
    const updates = retention.events.filter(
      (event) => event.type === "planned" && event.operation === "update",
    );
    expect(updates).toEqual([
      expect.objectContaining({
        resource: expect.objectContaining({ type: "aws:s3/bucket:Bucket" }),
        detail: expect.arrayContaining([expect.objectContaining({ path: "tags.purpose", kind: "update" })]),
      }),
      expect.objectContaining({
        detail: [{ path: "rules[0].expiration.days", kind: "update" }],
      }),
    ]);

    const renamed = { ...settings, bucketName: "cloudtrail-logs-engine-other" };
    const replaced = await toEnd(run("preview", { through: "policy", settings: renamed }));
    expect(linesOf(replaced.events, "planned")).toContain("replace Bucket logs");
    expect(replaced.result.changes).toMatchObject({ replace: 7 });
  });
});

describe("isolation", () => {
  test("the worker's environment is an allow-list, its folder is removed, its secrets are private", async () => {
    const { paths, target } = await oneStack();
    const tmp = temporaryFolder();
    const env = {
      PATH: process.env["PATH"],
      HOME: temporaryFolder(),
      TMPDIR: tmp,
      AWS_PROFILE: "production",
      AWS_ACCESS_KEY_ID: "AKIAREAL",
      AWS_SESSION_TOKEN: "real",
      PULUMI_BACKEND_URL: "",
    };
    await toEnd(runOperation({ kind: "up", settings, through: "bucket", target }, { paths, engine, env }));
    expect(readdirSync(tmp)).toEqual([]);
    expect(readdirSync(env.HOME)).toEqual([]);
    expect(statSync(join(paths.home, "passphrase")).mode & 0o777).toBe(0o600);
    expect(statSync(paths.backend).mode & 0o777).toBe(0o700);
  });

  test("a state that the user keeps elsewhere is used", async () => {
    const { paths, target } = await oneStack();
    const folder = temporaryFolder();
    const env = { ...process.env, PULUMI_BACKEND_URL: `file://${folder}`, PULUMI_CONFIG_PASSPHRASE: "mine" };
    await toEnd(runOperation({ kind: "up", settings, through: "bucket", target }, { paths, engine, env }));
    expect(existsSync(join(folder, ".pulumi", "stacks", "trailwright", "audit.json"))).toBe(true);
    expect(existsSync(paths.backend)).toBe(false);
  });
});

describe("stopping", () => {
  test("cancel ends what is in flight, leaves neither lock nor pending operation, and up goes on", async () => {
    const { paths, gate, run } = await oneStack({ gated: true });
    const policy = gate.hold(isPut("?policy"));
    const up = run("up");
    const events = toEnd(up);
    await policy.arrived;
    up.cancel();
    up.cancel();
    policy.release();
    await expect(events).rejects.toMatchObject({ code: "Cancelled", exitCode: 8 });
    expect(lockFiles(paths)).toEqual([]);
    expect(pendingOperations(paths, "audit")).toEqual([]);
    expect(readSummary(paths, "audit")).toMatchObject({ kind: "up", succeeded: false });
    const rest = await toEnd(run("up"));
    expect(rest.result.changes).toMatchObject({ create: expect.any(Number), same: expect.any(Number) });
    expect(rest.result.outputs.trailName).toBe("MyTrail");
  });

  test("cancel before the engine has started does nothing at all", async () => {
    const { paths, run, s3 } = await oneStack();
    const up = run("up");
    up.cancel();
    await expect(up.result).rejects.toMatchObject({ code: "Cancelled" });
    expect((await s3.send(new ListBucketsCommand())).Buckets).toEqual([]);
    expect(lockFiles(paths)).toEqual([]);
  });

  test("the death of the parent ends the operation in good order", async () => {
    const { paths, gate, target } = await oneStack({ gated: true });
    const policy = gate.hold(isPut("?policy"));
    const script = `
      import { runOperation } from ${JSON.stringify(join(import.meta.dirname, "../../../infra/engine/run-operation.ts"))};
      const environment = ${JSON.stringify(await target.workerEnvironment())};
      const target = { ...${JSON.stringify(target)}, workerEnvironment: async () => environment };
      runOperation({ kind: "up", through: "trail", settings: ${JSON.stringify(settings)}, target }, { paths: ${JSON.stringify(paths)}, engine: ${JSON.stringify(engine)} });
      process.stdin.resume();`;
    const parent = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["pipe", "inherit", "inherit"],
    });
    await policy.arrived;
    const [worker] = workersOf(parent.pid!);
    parent.kill("SIGKILL");
    await once(parent, "exit");
    policy.release();
    await vi.waitFor(() => expect(() => process.kill(worker!, 0)).toThrow("ESRCH"), {
      timeout: 20_000,
      interval: 50,
    });
    expect(lockFiles(paths)).toEqual([]);
    expect(pendingOperations(paths, "audit")).toEqual([]);
  });

  test("a bucket that a killed engine was making is taken over, and its lock is broken", async () => {
    const { paths, gate, run, s3 } = await oneStack({ gated: true });
    const created = gate.hold(({ method, url }) => method === "PUT" && !url.includes("?"));
    const up = run("up");
    await created.arrived;
    process.kill(-workersOf(process.pid)[0]!, "SIGKILL");
    await expect(up.result).rejects.toMatchObject({ code: "EngineFailed" });
    created.release();
    expect(lockFiles(paths)).toHaveLength(1);
    expect(pendingOperations(paths, "audit")).toHaveLength(1);
    expect((await s3.send(new ListBucketsCommand())).Buckets).toHaveLength(1);

    const { events, result } = await toEnd(run("up"));
    const warnings = events.flatMap((event) => (event.type === "diagnostic" ? event.message : []));
    expect(warnings).toEqual([
      expect.stringMatching(/locked by process \d+, which is no more/),
      expect.stringMatching(/killed while it was creating aws:s3\/bucket:Bucket/),
    ]);
    // The killed engine had not come to the tags.
    expect(result.changes).toEqual({ create: 7, update: 1 });
    expect(lockFiles(paths)).toEqual([]);
    expect(pendingOperations(paths, "audit")).toEqual([]);
    await toEnd(run("destroy", { remove: true }));
    expect((await s3.send(new ListBucketsCommand())).Buckets).toEqual([]);
  });

  test("what is older than the killed operation, or delivers elsewhere, is nobody's to take over", async () => {
    const { sandbox, run } = await oneStack();
    await toEnd(run("up"));
    const made = (type: string, since: Date, bucketName = settings.bucketName) =>
      idOfMade(
        type,
        { settings: { ...settings, bucketName }, accountId: sandbox.accountId },
        since,
        targetOf(sandbox).clientConfig(),
      );
    const now = new Date();
    const later = new Date(now.getTime() + 3_600_000);
    expect(await made("aws:s3/bucket:Bucket", now)).toBe(settings.bucketName);
    expect(await made("aws:s3/bucket:Bucket", later)).toBeUndefined();
    expect(await made("aws:s3/bucket:Bucket", now, "cloudtrail-logs-engine")).toBeUndefined();
    expect(await made("aws:cloudtrail/trail:Trail", now)).toMatch(/:trail\/MyTrail$/);
    expect(await made("aws:cloudtrail/trail:Trail", now, "another-bucket")).toBeUndefined();
    expect(await made("aws:s3/bucketPolicy:BucketPolicy", now)).toBeUndefined();
  });
});

describe("locks", () => {
  test("of two operations at the same time the second is told who holds the stack", async () => {
    const { paths, gate, run } = await oneStack({ gated: true });
    const policy = gate.hold(isPut("?policy"));
    const first = run("up");
    await policy.arrived;
    await expect(run("up").result).rejects.toMatchObject({
      code: "StackLocked",
      why: expect.stringMatching(
        new RegExp(`on ${hostname()} \\(process \\d+\\) has held the stack since 20`),
      ),
    });
    policy.release();
    expect((await first.result).changes).toEqual({ create: 8 });
    expect(lockFiles(paths)).toEqual([]);
  });

  test.each([
    ["another machine", { hostname: "elsewhere", pid: 1 }, "StackLocked"],
    ["a process that is no engine any more", { hostname: hostname(), pid: process.pid }, undefined],
  ])("of %s", async (_, owner, code) => {
    const { paths, run } = await oneStack();
    await toEnd(run("up", { through: "bucket" }));
    const folder = join(paths.backend, ".pulumi", "locks", "organization", "trailwright", "audit");
    mkdirSync(folder, { recursive: true });
    const lock = { username: "somebody", timestamp: new Date().toISOString(), ...owner };
    writeFileSync(join(folder, "11111111-2222-4333-8444-555555555555.json"), JSON.stringify(lock));
    const again = run("up", { through: "bucket" }).result;
    if (code)
      await expect(again).rejects.toMatchObject({
        code,
        why: expect.stringContaining("somebody on elsewhere"),
      });
    else expect((await again).changes).toEqual({ same: 6 });
  });
});

describe("failures", () => {
  test("a bucket that is ours already is not adopted", async () => {
    const { run, s3 } = await oneStack();
    await s3.send(new CreateBucketCommand({ Bucket: settings.bucketName }));
    const up = run("up");
    await expect(toEnd(up)).rejects.toMatchObject({
      code: "BucketNameTaken",
      message: expect.stringContaining("BucketAlreadyOwnedByYou"),
      exitCode: 4,
    });
    const events: EngineEvent[] = [];
    for await (const event of up) events.push(event);
    expect(linesOf(events, "failed")).toEqual(["create Bucket logs"]);
  });

  test("credentials that may do nothing", async () => {
    const { target, paths } = await oneStack();
    const stranger: Target = {
      ...target,
      workerEnvironment: async () => ({
        ...(await target.workerEnvironment()),
        AWS_ACCESS_KEY_ID: "AKIANOBODY0000000000",
      }),
    };
    const up = runOperation({ kind: "up", settings, through: "trail", target: stranger }, { paths, engine });
    await expect(up.result).rejects.toMatchObject({
      code: "AccessDenied",
      message: expect.stringContaining("HeadBucket"),
    });
  });

  test("an endpoint where nobody listens", async () => {
    const { sandbox, paths } = await oneStack();
    const target = targetOf(sandbox, "http://127.0.0.1:9");
    const up = runOperation({ kind: "up", settings, through: "trail", target }, { paths, engine });
    await expect(up.result).rejects.toMatchObject({
      code: "EngineFailed",
      message: expect.stringContaining("ECONNREFUSED"),
    });
  });

  test("no engine ends the operation and its worker", async () => {
    const { target, paths } = await oneStack();
    const env = { PATH: temporaryFolder(), HOME: paths.home };
    const up = runOperation({ kind: "up", settings, through: "trail", target }, { paths, env });
    await expect(toEnd(up)).rejects.toMatchObject({ code: "EngineUnavailable" });
    await vi.waitFor(() => expect(workersOf(process.pid)).toEqual([]));
  });

  test("a state file that is damaged is said to be", async () => {
    const { paths, run } = await oneStack();
    await toEnd(run("up", { through: "bucket" }));
    const file = join(paths.backend, ".pulumi", "stacks", "trailwright", "audit.json");
    writeFileSync(file, readFileSync(file, "utf8").slice(0, 100));
    await expect(run("up").result).rejects.toMatchObject({
      code: "EngineFailed",
      why: expect.stringContaining(file),
    });
  });
});
