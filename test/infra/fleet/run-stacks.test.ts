import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { CloudTrailClient, DescribeTrailsCommand } from "@aws-sdk/client-cloudtrail";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  HeadBucketCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { beforeAll, describe, expect, test } from "vitest";
import { chooseBackend } from "../../../infra/engine/backend.ts";
import type { Engine } from "../../../infra/engine/cli.ts";
import type { OperationRequest, RunningOperation } from "../../../infra/engine/operation.ts";
import { TrailwrightError } from "../../../infra/errors.ts";
import type { FleetEvent } from "../../../infra/fleet/fleet-event.ts";
import { runStacks } from "../../../infra/fleet/run-stacks.ts";
import { worstExitCode } from "../../../infra/fleet/stack-outcome.ts";
import { bringBack } from "../../../infra/history/bring-back.ts";
import { readHistory } from "../../../infra/history/history-file.ts";
import { keptState } from "../../../infra/history/state-files.ts";
import { firstState } from "../../../infra/lab/first-state.ts";
import { stackSettingsSchema } from "../../../infra/stacks/settings.ts";
import { readSettings } from "../../../infra/stacks/settings-file.ts";
import { testEngine } from "../../helpers/engine-run.ts";
import { targetOf, testSandbox } from "../../helpers/sandbox-target.ts";
import { temporaryPaths } from "../../helpers/temporary-home.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await testEngine();
});

/** A sandbox, and ten stacks spread over its accounts: each account may have five trails. */
async function fleet() {
  const paths = temporaryPaths();
  const sandbox = await testSandbox();
  const targets = sandbox.accounts.map(({ id, credentials }) =>
    targetOf({ ...sandbox, accountId: id, credentials }),
  );
  const requests = Array.from({ length: 10 }, (_, at) => ({
    settings: stackSettingsSchema.parse({
      stack: `s${at}`,
      bucketName: `fleet-bucket-${at}`,
      trailName: `Trail-${at}`,
    }),
    through: "trail" as const,
    target: targets[at % targets.length]!,
  }));
  const options = { paths, engine, env: process.env, parallel: 4 };
  const run = (kind: OperationRequest["kind"], more: Partial<OperationRequest> = {}, which = requests) =>
    runStacks(
      which.map((request) => ({ ...request, kind, ...more })),
      options,
    );
  const s3 = (at: number) => new S3Client(targets[at % targets.length]!.clientConfig());
  return { paths, targets, requests, options, run, s3 };
}

describe("ten stacks", () => {
  test("one fails, one is cancelled, eight are up; a second run mends; all go", async () => {
    const { paths, targets, requests, run, s3 } = await fleet();
    // Somebody else has the name: the fifth stack's account is another than this one.
    await s3(0).send(new CreateBucketCommand({ Bucket: "fleet-bucket-4" }));
    const first = run("up");
    const running = new Set<string>();
    let most = 0;
    for await (const event of first) {
      if (event.type === "started") running.add(event.stack);
      if (event.type === "ended") running.delete(event.stack);
      most = Math.max(most, running.size);
      if (event.type === "engine" && event.event.type === "started" && event.stack === "s7")
        first.cancel("s7");
    }
    const outcomes = await first.outcomes;
    expect(most).toBe(4);
    expect(outcomes.map(({ stack, outcome }) => `${stack} ${outcome}`)).toEqual(
      requests.map(({ settings: { stack } }) =>
        stack === "s4" ? "s4 failed" : stack === "s7" ? "s7 cancelled" : `${stack} succeeded`,
      ),
    );
    expect(outcomes[4]!.error).toMatchObject({ code: "BucketNameTaken" });
    expect(outcomes[7]!.error).toMatchObject({ code: "Cancelled" });
    expect(worstExitCode(outcomes)).toBe(4);
    const names = async () => {
      const lists = targets.map(async (target) => {
        const { trailList } = await new CloudTrailClient(target.clientConfig()).send(
          new DescribeTrailsCommand(),
        );
        return trailList!.map(({ Name }) => Name!);
      });
      return (await Promise.all(lists)).flat().sort();
    };
    expect(await names()).toEqual([0, 1, 2, 3, 5, 6, 8, 9].map((at) => `Trail-${at}`));
    // The guided session of each stack knows what there is.
    const session = (at: number) => firstState(targets[at % targets.length]!, paths, `s${at}`, () => {});
    expect((await session(0)).steps.trail.status).toBe("done");
    expect(await session(7)).toMatchObject({ deployed: "trail", steps: { trail: { status: "failed" } } });

    await s3(0).send(new DeleteBucketCommand({ Bucket: "fleet-bucket-4" }));
    const second = await run("up").outcomes;
    expect(second.map(({ outcome }) => outcome)).toEqual(Array(10).fill("succeeded"));
    expect(second[0]!.result!.changes).toEqual({ same: 8 });
    expect(await names()).toEqual(requests.map(({ settings }) => settings.trailName));
    expect(readHistory(paths, "s7").map(({ number, outcome }) => [number, outcome])).toEqual([
      [1, "cancelled"],
      [2, "succeeded"],
    ]);
    expect(readHistory(paths, "s4")[0]).toMatchObject({
      kind: "up",
      outcome: "failed",
      error: { code: "BucketNameTaken" },
      who: targets[1]!.identity.arn,
      engineVersion: engine.version,
    });

    const gone = await run("destroy", { remove: true }).outcomes;
    expect(gone.map(({ outcome }) => outcome)).toEqual(Array(10).fill("succeeded"));
    expect(await names()).toEqual([]);
    expect(() => readSettings(paths, "s0")).toThrow("There is no stack s0.");
    expect(readHistory(paths, "s0").at(-1)).toMatchObject({ kind: "destroy", changes: { delete: 8 } });
  }, 240_000);

  test("stopped before their turn: what has not begun is cancelled, and nothing is made", async () => {
    const { targets, run, s3 } = await fleet();
    const all = run("up");
    all.cancel();
    const outcomes = await all.outcomes;
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(Array(10).fill("cancelled"));
    expect(worstExitCode(outcomes)).toBe(8);
    for (const at of targets.keys())
      await expect(s3(at).send(new HeadBucketCommand({ Bucket: `fleet-bucket-${at}` }))).rejects.toThrow();
  });
});

test("a preview that would create a bucket fails if the name is taken; the other stack has its plan", async () => {
  const { requests, run, s3 } = await fleet();
  await s3(0).send(new CreateBucketCommand({ Bucket: "fleet-bucket-1" }));
  const outcomes = await run("preview", {}, requests.slice(0, 2)).outcomes;
  expect(outcomes).toMatchObject([
    { outcome: "succeeded", result: { changes: { create: 8 } } },
    { outcome: "failed", error: { code: "BucketNameTaken" } },
  ]);
});

test("the bucket's end is what the settings say at the destroy, whatever they said at the up", async () => {
  const { requests, run, s3 } = await fleet();
  const [kept, emptied] = [requests[0]!, requests[3]!].map((request, at) => ({
    ...request,
    settings: { ...request.settings, emptyOnDestroy: at === 0 },
  })) as [(typeof requests)[0], (typeof requests)[0]];
  await run("up", {}, [kept, emptied]).outcomes;
  for (const { settings } of [kept, emptied])
    await s3(0).send(new PutObjectCommand({ Bucket: settings.bucketName, Key: "AWSLogs/x", Body: "x" }));
  const turned = [kept, emptied].map((request) => ({
    ...request,
    settings: { ...request.settings, emptyOnDestroy: !request.settings.emptyOnDestroy },
  }));
  const outcomes = await run("destroy", { remove: true }, turned).outcomes;
  expect(outcomes.map(({ outcome, error }) => [outcome, error])).toEqual([
    ["succeeded", undefined],
    ["succeeded", undefined],
  ]);
  await s3(0).send(new HeadBucketCommand({ Bucket: kept.settings.bucketName }));
  await expect(s3(0).send(new HeadBucketCommand({ Bucket: emptied.settings.bucketName }))).rejects.toThrow();
});

test("the state from before an operation is what the CLI exports, and brings the stack back", async () => {
  const { paths, requests, run } = await fleet();
  const [one] = requests;
  await run("up", {}, [one!]).outcomes;
  expect(readHistory(paths, "s0")[0]).not.toHaveProperty("stateBefore");
  const { environment } = chooseBackend("sandbox", process.env, paths);
  const env = { ...process.env, ...environment, PULUMI_HOME: paths.home };
  // `stack init` wants a project, and writes a settings file beside its Pulumi.yaml.
  writeFileSync(`${paths.home}/Pulumi.yaml`, "name: trailwright\nruntime: nodejs\n");
  const shell = (command: string) =>
    execFileSync("sh", ["-c", command], { env, encoding: "utf8", cwd: paths.home });
  const exported = () => JSON.parse(shell(`${engine.path} stack export --stack organization/trailwright/s0`));
  const before = exported();
  await run("destroy", {}, [one!]).outcomes;
  const name = readHistory(paths, "s0")[1]!.stateBefore!;
  const file = keptState(paths, "s0", name)!;
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(before);
  expect(exported().deployment.resources ?? []).toHaveLength(0);

  shell(bringBack(file, "s0", "sandbox", process.env, paths, engine.path).import);
  expect(exported().deployment.resources).toEqual(before.deployment.resources);

  await run("destroy", { remove: true }, [one!]).outcomes;
  const commands = bringBack(file, "s0", "sandbox", process.env, paths, engine.path);
  shell(commands.init);
  shell(commands.import);
  expect(exported().deployment.resources).toEqual(before.deployment.resources);
  // A damaged state is told by the operation, not by the export before it.
  writeFileSync(`${paths.backend}/.pulumi/stacks/trailwright/s0.json`, "{");
  expect(await run("refresh", {}, [one!]).outcomes).toMatchObject([
    { outcome: "failed", error: { code: "EngineFailed", message: "The state of stack s0 cannot be read." } },
  ]);
});

describe("a log archive and the trails that deliver into it", () => {
  test("come up together, the archive first, and go together, the archive last", async () => {
    const { targets, run } = await fleet();
    const [workload, archive] = targets as [(typeof targets)[0], (typeof targets)[0]];
    const stack = (name: string, target: typeof workload, settings: object) => ({
      through: "trail" as const,
      target,
      settings: stackSettingsSchema.parse({ stack: name, bucketName: "central-logs", ...settings }),
    });
    const trails = ["One", "Two"].map(
      (name) => `arn:aws:cloudtrail:us-east-1:${workload.identity.accountId}:trail/${name}`,
    );
    const requests = [
      stack("one", workload, { centralBucket: true, trailName: "One" }),
      stack("archive", archive, { kind: "log-archive", deliveringTrails: trails }),
      stack("two", workload, { centralBucket: true, trailName: "Two" }),
    ];
    const up = await run("up", {}, requests).outcomes;
    expect(up.map(({ stack, outcome, error }) => [stack, outcome, error?.why])).toEqual(
      requests.map(({ settings }) => [settings.stack, "succeeded", undefined]),
    );
    const cloudtrail = new CloudTrailClient(workload.clientConfig());
    const { trailList } = await cloudtrail.send(new DescribeTrailsCommand());
    expect(trailList!.map(({ S3BucketName }) => S3BucketName)).toEqual(["central-logs", "central-logs"]);
    const gone = await run("destroy", { remove: true }, requests).outcomes;
    expect(gone.map(({ outcome, error }) => [outcome, error])).toEqual(
      Array(3).fill(["succeeded", undefined]),
    );
    await expect(
      new S3Client(archive.clientConfig()).send(new HeadBucketCommand({ Bucket: "central-logs" })),
    ).rejects.toThrow();
  }, 120_000);

  /** Records when operations begin and end instead of running them; those of `failing` fail. */
  async function order(kind: OperationRequest["kind"], { failing = "", more = {} } = {}) {
    const paths = temporaryPaths();
    const target = targetOf(await testSandbox());
    const stack = (name: string, settings: object): OperationRequest => ({
      kind,
      through: "trail",
      target,
      settings: stackSettingsSchema.parse({ stack: name, bucketName: "central-logs", ...settings }),
      ...more,
    });
    const log: string[] = [];
    const run = ({ settings }: OperationRequest): RunningOperation => {
      const work = async () => {
        log.push(`${settings.stack} begins`);
        await new Promise(setImmediate);
        log.push(`${settings.stack} ends`);
        if (settings.stack === failing) throw new TrailwrightError("EngineFailed", "It failed.");
        return { kind, stack: settings.stack, outputs: {}, changes: {}, seconds: 0 };
      };
      const result = work();
      result.catch(() => {});
      return { result, cancel: () => {}, async *[Symbol.asyncIterator]() {} };
    };
    const running = runStacks(
      [
        stack("one", { centralBucket: true }),
        stack("archive", {
          kind: "log-archive",
          deliveringTrails: ["arn:aws:cloudtrail:us-east-1:111122223333:trail/MyTrail"],
        }),
        stack("two", { centralBucket: true }),
      ],
      { paths, run, parallel: 3 },
    );
    const events: FleetEvent[] = [];
    for await (const event of running) events.push(event);
    return { log, outcomes: await running.outcomes };
  }

  test("comes up before them, and goes after them", async () => {
    expect((await order("up")).log.slice(0, 2)).toEqual(["archive begins", "archive ends"]);
    expect((await order("destroy")).log.slice(-2)).toEqual(["archive begins", "archive ends"]);
  });

  test("is previewed with them", async () => {
    for (const kind of ["preview", "refresh"] as const)
      expect((await order(kind)).log.slice(0, 3).every((line) => line.endsWith("begins"))).toBe(true);
    expect((await order("destroy", { more: { previewOnly: true } })).log[2]).toBe("two begins");
  });

  test("that fails has them skipped, and stays if one of them does", async () => {
    const up = await order("up", { failing: "archive" });
    expect(up.outcomes.map(({ outcome }) => outcome)).toEqual(["skipped", "failed", "skipped"]);
    expect(up.outcomes[0]!.error!.why).toContain("stack archive, which did not come to be");
    const destroy = await order("destroy", { failing: "two" });
    expect(destroy.outcomes.map(({ outcome }) => outcome)).toEqual(["succeeded", "skipped", "failed"]);
    expect(destroy.outcomes[1]!.error!.why).toContain("Stack two delivers into its bucket");
  });
});
