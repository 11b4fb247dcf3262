import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudTrailClient, DescribeTrailsCommand } from "@aws-sdk/client-cloudtrail";
import { GetBucketLifecycleConfigurationCommand, ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { beforeAll, describe, expect, test } from "vitest";
import { labProgressFile } from "../../../infra/lab/lab-progress-file.ts";
import type { LabSession, LabState, PlannedChange } from "../../../infra/lab/lab-state.ts";
import { openLabSession } from "../../../infra/lab/open-lab-session.ts";
import { type StepId, stepIds } from "../../../infra/lab/step.ts";
import { paths } from "../../../infra/paths.ts";
import { startSandbox } from "../../../infra/sandbox/index.ts";
import { listStacks } from "../../../infra/stacks/list-stacks.ts";
import type { Target } from "../../../infra/target/target.ts";
import { tail } from "../../../infra/trail-log/tail.ts";
import { targetOf } from "../../helpers/sandbox-target.ts";

const changes = (plan: readonly PlannedChange[] | undefined) =>
  (plan ?? [])
    .filter(({ operation }) => operation !== "same")
    .map(({ operation, resource }) => `${operation} ${resource.type.split(":").at(-1)}`)
    .sort();

async function planAndApply(session: LabSession, step: StepId): Promise<readonly PlannedChange[]> {
  await session.plan(step);
  const plan = session.state.steps[step].plan ?? [];
  await session.apply(step);
  return plan;
}

/** Reads what is delivered until the session has found all its calls in it. */
async function readDelivered(session: LabSession, target: Target): Promise<void> {
  const enough = new AbortController();
  const { bucketName, stack, region } = session.state.settings;
  const done = session.apply("watch").then(() => enough.abort());
  const source = {
    stack,
    bucketName,
    accountId: target.identity.accountId,
    client: target.clientConfig(region),
    pollMilliseconds: 100,
  };
  for await (const event of tail([source], { signal: enough.signal }))
    if (event.type === "records")
      session.delivered(
        event.records.map(({ record, key, deliveredAt }) => ({
          requestId: record.requestID ?? "",
          eventId: record.eventID,
          key,
          deliveredAt,
        })),
      );
  await done;
}

async function inTarget(target: Target) {
  const s3 = new S3Client(target.clientConfig());
  const cloudTrail = new CloudTrailClient(target.clientConfig());
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  const { trailList = [] } = await cloudTrail.send(new DescribeTrailsCommand({}));
  return { buckets: Buckets.map(({ Name }) => Name), trails: trailList.map(({ Name }) => Name) };
}

// One walk through the whole lab with the real engine, made once; the tests only read what was seen on the way.
describe("the guided session, from nothing to delivered events and back to nothing", () => {
  const seen: Record<string, LabState> = {};
  const plans: Record<string, readonly PlannedChange[]> = {};
  const there: Record<string, Awaited<ReturnType<typeof inTarget>>> = {};
  let expirationAfterChange: number | undefined;
  let filesAfter: boolean[] = [];
  let stacksAfter: unknown[] = [];

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), "trailwright-lab-"));
    const ours = paths({ TRAILWRIGHT_HOME: join(folder, "home"), TRAILWRIGHT_CACHE: paths().cache });
    const sandbox = await startSandbox({ folder: join(folder, "sandbox"), deliveryMilliseconds: 200 });
    try {
      const target = targetOf(sandbox);
      const open = () =>
        openLabSession({ target, paths: ours, stack: "lab", answers: { retentionDays: 30 } });
      let session = await open();
      seen["first"] = session.state;

      await planAndApply(session, "identity");
      await session.plan("bucket");
      there["planned"] = await inTarget(target);
      plans["bucket"] = session.state.steps.bucket.plan!;
      await session.apply("bucket");
      session.goTo("policy");
      await session.close();
      seen["left"] = session.state;

      session = await open();
      seen["resumed"] = session.state;
      plans["policy"] = await planAndApply(session, "policy");
      plans["trail"] = await planAndApply(session, "trail");
      seen["up"] = session.state;
      there["up"] = await inTarget(target);

      session.answer({ retentionDays: 7 });
      seen["answered"] = session.state;
      plans["again"] = await planAndApply(session, "bucket");
      seen["again"] = session.state;
      there["again"] = await inTarget(target);
      const s3 = new S3Client(target.clientConfig());
      const lifecycle = await s3.send(
        new GetBucketLifecycleConfigurationCommand({ Bucket: session.state.settings.bucketName }),
      );
      expirationAfterChange = lifecycle.Rules?.[0]?.Expiration?.Days;

      await session.apply("events");
      seen["called"] = session.state;
      await readDelivered(session, target);
      seen["delivered"] = session.state;

      await session.planDestroy();
      seen["destroy planned"] = session.state;
      there["destroy planned"] = await inTarget(target);
      await session.destroy();
      await session.close();
      seen["destroyed"] = session.state;
      there["destroyed"] = await inTarget(target);
      filesAfter = [labProgressFile(ours, "lab")].map(existsSync);
      stacksAfter = listStacks(ours);
    } finally {
      await sandbox.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  }, 240_000);

  test("begins with the lab's defaults, a bucket name of its own, and the answers given", () => {
    expect(seen["first"]!.settings).toMatchObject({
      region: "us-east-1",
      trailName: "MyTrail",
      retentionDays: 30,
      bucketName: expect.stringMatching(/^cloudtrail-logs-\d{12}-us-east-1-[a-z0-9]{6}$/),
    });
    expect(stepIds.map((id) => seen["first"]!.steps[id].status)).toEqual(Array(6).fill("open"));
  });

  test("planning shows what would be made, and makes nothing", () => {
    expect(changes(plans["bucket"])).toContain("create Bucket");
    expect(changes(plans["bucket"])).not.toContain("create BucketPolicy");
    expect(there["planned"]).toEqual({ buckets: [], trails: [] });
  });

  test("each step adds its own part only", () => {
    expect(changes(plans["policy"])).toEqual(["create BucketPolicy"]);
    expect(changes(plans["trail"])).toEqual(["create Trail"]);
    const { bucketName } = seen["up"]!.settings;
    expect(there["up"]).toEqual({ buckets: [bucketName], trails: ["MyTrail"] });
  });

  test("each step shows what AWS says afterwards", () => {
    const titles = (id: StepId) => seen["up"]!.steps[id].evidence!.map(({ title }) => title);
    const text = (id: StepId, title: string) =>
      seen["up"]!.steps[id].evidence!.find((fact) => fact.title === title)!.text;
    expect(titles("bucket")).toEqual([
      "Location",
      "Public access",
      "Object ownership",
      "Default encryption",
      "Versioning",
      "Lifecycle",
    ]);
    expect(text("bucket", "Versioning")).toBe("Enabled");
    expect(text("bucket", "Location")).toBe("us-east-1");
    expect(text("policy", "Bucket policy")).toContain("s3:GetBucketAcl");
    expect(JSON.parse(text("trail", "Status"))).toMatchObject({ IsLogging: true });
    expect(JSON.parse(text("trail", "Trail"))).toMatchObject({ IsMultiRegionTrail: true });
  });

  test("quit and start again: it stands where it was left", () => {
    const { operation: _, ...left } = seen["left"]!;
    const { operation: __, ...resumed } = seen["resumed"]!;
    expect(resumed).toEqual({ ...left });
    expect(resumed.current).toBe("policy");
  });

  test("a changed answer makes its step stale; doing it again changes just that and takes nothing away", () => {
    expect(seen["answered"]!.steps.bucket.status).toBe("stale");
    expect(seen["answered"]!.steps.trail.status).toBe("done");
    expect(changes(plans["again"])).toEqual(["update BucketLifecycleConfiguration"]);
    expect(seen["again"]!.steps.bucket.status).toBe("done");
    expect(expirationAfterChange).toBe(7);
    expect(there["again"]).toEqual(there["up"]);
  });

  test("the activities make their calls, hoped-for refusals included, and clean up", () => {
    const { steps, calls } = seen["called"]!;
    expect(steps.events).toMatchObject({ status: "done" });
    expect(steps.events.problem).toBeUndefined();
    expect(
      calls.map(({ eventName, errorCode }) => (errorCode ? `${eventName} ${errorCode}` : eventName)),
    ).toEqual([
      "DescribeImages",
      "RunInstances",
      "TerminateInstances",
      "CreateUser",
      "DeleteUser",
      "CreateSecurityGroup",
      "AuthorizeSecurityGroupIngress",
      "RevokeSecurityGroupIngress",
      "DeleteSecurityGroup",
      "AssumeRole AccessDenied",
    ]);
  });

  test("every call comes back out of a delivered log file, with the file's key and the time it took", () => {
    const { steps, calls } = seen["delivered"]!;
    expect(steps.watch.status).toBe("done");
    for (const { status, delivery } of calls) {
      expect(status).toBe("delivered");
      expect(delivery).toMatchObject({
        key: expect.stringMatching(/^AWSLogs\/\d{12}\/CloudTrail\/us-east-1\/.*\.json\.gz$/),
        afterMilliseconds: expect.any(Number),
      });
    }
  });

  test("planning to destroy lists what would go, and removes nothing", () => {
    const { operation } = seen["destroy planned"]!;
    expect(operation).toMatchObject({ step: "destroy", phase: "done" });
    expect(operation!.resources.every((line) => line.operation === "delete")).toBe(true);
    expect(operation!.resources.map(({ resource }) => resource.type)).toContain("aws:cloudtrail/trail:Trail");
    expect(there["destroy planned"]).toEqual(there["up"]);
  });

  test("destroy leaves nothing: no resource, no stack, no progress; the session is at its beginning", () => {
    expect(there["destroyed"]).toEqual({ buckets: [], trails: [] });
    expect(filesAfter).toEqual([false]);
    expect(stacksAfter).toEqual([]);
    expect(stepIds.map((id) => seen["destroyed"]!.steps[id].status)).toEqual(Array(6).fill("open"));
  });
});
