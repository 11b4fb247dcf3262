import { CreateBucketCommand, DeleteBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { paths } from "../../../infra/paths.ts";
import { stackSettingsSchema } from "../../../infra/stacks/settings.ts";
import { writeSettings } from "../../../infra/stacks/settings-file.ts";
import { writeSummary } from "../../../infra/stacks/summary.ts";
import {
  type Ended,
  exported,
  ndjson,
  newHome,
  openProgram,
  run,
  type Running,
  start,
} from "../../helpers/trailwright.ts";

const home = newHome();
const places = paths(home.env);
let sandbox: Running;
let s3: S3Client;

beforeAll(async () => {
  sandbox = start(["sandbox"], home);
  await sandbox.waitFor(/AWS_DEFAULT_REGION/);
  const env = exported((await run(["sandbox", "env"], home)).stdout);
  s3 = new S3Client({
    endpoint: env["AWS_ENDPOINT_URL"]!,
    region: "us-east-1",
    forcePathStyle: true,
    credentials: {
      accessKeyId: env["AWS_ACCESS_KEY_ID"]!,
      secretAccessKey: env["AWS_SECRET_ACCESS_KEY"]!,
    },
  });
});
afterAll(async () => {
  sandbox.kill("SIGTERM");
  await sandbox.ended;
  home.remove();
});

const stack = (name: string, more: object = {}) =>
  stackSettingsSchema.parse({ stack: name, bucketName: `several-${name}`, trailName: `T-${name}`, ...more });

describe("three stacks, one of whose bucket names is taken", () => {
  let first: Ended;
  let again: Ended;
  let refreshed: Ended;
  let live: string;

  beforeAll(async () => {
    for (const name of ["a", "b", "c"]) writeSettings(places, stack(name));
    await s3.send(new CreateBucketCommand({ Bucket: "several-b" }));
    first = await run(["up", "--all", "--yes"], home);
    await s3.send(new DeleteBucketCommand({ Bucket: "several-b" }));
    again = await run(["up", "--all", "--yes", "--parallel", "2", "--json"], home);
    refreshed = await run(["refresh", "--stack", "a", "--stack", "c", "--yes"], home);
    const terminal = openProgram(["destroy", "--all"], home, { columns: 100, rows: 100 });
    await terminal.waitFor("Type destroy to go on:");
    terminal.send("a\r");
    await terminal.exit;
    live = terminal.screen();
  }, 240_000);

  test("the others come up, the table names each one's end, and the exit code is the failure's", () => {
    expect(first.code).toBe(4);
    expect(first.stdout).toContain("Each of the stacks a, c\nPlan: 8 to change.");
    expect(first.stdout).toMatch(/^STACK +OUTCOME +CHANGES +BUCKET +TRAIL +SECONDS$/m);
    expect(first.stdout).toMatch(/^a +up +8 create +several-a +T-a +\d+\.\d$/m);
    expect(first.stdout).toMatch(/^b +failed +- +several-b +T-b/m);
    expect(first.stderr).toMatch(/^Stack b\nerror: /m);
    expect(first.stderr).toContain("error: 1 of 3 stacks did not get there: b (failed).");
    expect(first.stderr).toMatch(/^c \| ok {6}create {3}aws:cloudtrail\/trail:Trail trail/m);
  });

  test("the second run mends; every line of its NDJSON is about one stack, and the last about all", () => {
    expect(again.code, again.stderr).toBe(0);
    const lines = ndjson(again.stdout);
    const about = lines.filter(({ type }) => ["engine-event", "plan", "stack-ended"].includes(String(type)));
    expect(new Set(about.map((line) => line["stack"]))).toEqual(new Set(["a", "b", "c"]));
    const ups = lines.filter(({ type, operation }) => type === "stack-ended" && operation === "up");
    expect(ups.map(({ stack: name, outcome }) => `${String(name)} ${String(outcome)}`).sort()).toEqual([
      "a succeeded",
      "b succeeded",
      "c succeeded",
    ]);
    expect(lines.at(-1)).toMatchObject({
      type: "summary",
      ok: true,
      stacks: [
        { stack: "a", outcome: "up", changes: { same: 8 } },
        { stack: "b", outcome: "up", changes: { create: 8 }, outputs: { bucketName: "several-b" } },
        { stack: "c", outcome: "up", changes: { same: 8 } },
      ],
    });
  });

  test("refresh tells of those that are as they were in one line", () => {
    expect(refreshed.code, refreshed.stderr).toBe(0);
    expect(refreshed.stdout).toContain("As they were left: a, c.");
  });

  test("destroy on a terminal: a line per stack, what goes and what stays, and the word for several", () => {
    expect(live).toMatch(/ok a +.*8 delete/);
    expect(live).toMatch(/ok c +.*8 delete/);
    expect(live).toContain("Emptied and deleted, with every log file: s3://several-a, s3://several-b");
    expect(live).toContain("Nothing was done.");
  });

  test("destroy that keeps a bucket says so and does", async () => {
    const kept = await run(["destroy", "--stack", "a", "--keep-bucket", "--yes"], home);
    expect(kept.code, kept.stderr).toBe(0);
    expect(kept.stdout).toContain("Kept, with every log file: s3://several-a");
    expect(kept.stdout).toMatch(/It keeps \(and forgets\):\n( {2}aws:s3\/\w+:\w+ logs\n){7}/);
    await s3.send(new DeleteBucketCommand({ Bucket: "several-a" })).catch((error: Error) => {
      expect(error.name).toBe("BucketNotEmpty");
    });
  });

  test("the history tells all of it, outlives the stack, and finds the state from before", async () => {
    const { stdout, code } = await run(["history", "--stack", "a", "--json"], home);
    expect(code).toBe(0);
    expect(ndjson(stdout).slice(0, -1)).toMatchObject([
      { type: "operation", number: 1, kind: "up", outcome: "succeeded", changes: { create: 8 } },
      { number: 2, kind: "up", changes: { same: 8 }, who: expect.stringMatching(/^arn:aws:iam::\d+:user\//) },
      { number: 3, kind: "refresh" },
      { number: 4, kind: "destroy", changes: { delete: 8 }, stateBefore: expect.any(String) },
    ]);
    const state = await run(["history", "--stack", "a", "--export", "4"], home);
    expect(state.code, state.stderr).toBe(0);
    expect(state.stdout).toMatch(/-before-destroy\.json\n$/);
    expect(state.stderr).toMatch(/pulumi stack init organization\/trailwright\/a .*Pulumi.yaml\n/);
    expect(state.stderr).toMatch(/pulumi stack import --stack organization\/trailwright\/a --file \S+/);
    expect((await run(["history"], home)).stdout).toMatch(/^a +1 .* up +succeeded +8 create/m);
  });
});

test("Ctrl-C stops all of them in good order, and the table says how far each came; up again goes on", async () => {
  for (const name of ["d", "e"]) writeSettings(places, stack(name));
  const args = ["up", "--stack", "d", "--stack", "e", "--yes", "--parallel", "1"];
  const interrupted = start(args, home);
  await interrupted.waitFor(/d \| running up/);
  interrupted.kill("SIGINT");
  const ended = await interrupted.ended;
  expect(ended.code, ended.stderr).toBe(8);
  expect(ended.stderr).toContain("press Ctrl-C again");
  expect(ended.stdout).toMatch(/^d +cancelled/m);
  expect(ended.stdout).toMatch(/^e +cancelled/m);
  const again = await run(args, home);
  expect(again.code, again.stderr).toBe(0);
  expect((await run(["destroy", "--stack", "d", "--stack", "e", "--yes"], home)).code).toBe(0);
}, 120_000);

describe("refused before anything is done:", () => {
  test.each([
    [
      "a bucket name for several",
      ["up", "--stack", "x", "--stack", "y", "--bucket", "one-name", "--yes"],
      2,
      "--bucket is for one stack",
    ],
    ["all and one", ["up", "--all", "--stack", "x", "--yes"], 2, "cannot be used with"],
    [
      "a bucket kept and emptied",
      ["destroy", "--keep-bucket", "--empty-bucket", "--yes"],
      2,
      "cannot be used with",
    ],
    ["no number of stacks at a time", ["up", "--parallel", "0", "--yes"], 2, "1 to 99"],
    ["a state of no operation", ["history", "--stack", "x", "--export", "3"], 2, "no such operation"],
    ["states of all stacks", ["history", "--export", "3"], 2, "about one stack"],
  ] as const)("%s", async (_, args, code, words) => {
    const ended = await run(args, home);
    expect(ended.stderr).toContain(words);
    expect(ended.stderr).toMatch(/^ {2}next: /m);
    expect(ended.code).toBe(code);
  });

  test("--all where there is nothing", async () => {
    const empty = newHome();
    try {
      const ended = await run(["preview", "--all"], empty);
      expect(ended.code).toBe(6);
      expect(ended.stderr).toContain("There are no stacks yet.");
    } finally {
      empty.remove();
    }
  });

  test("a log archive that a trail still delivers into", async () => {
    const trail = "arn:aws:cloudtrail:us-east-1:111122223333:trail/T-member";
    writeSettings(places, stack("archive", { kind: "log-archive", deliveringTrails: [trail] }));
    writeSettings(places, stack("member", { centralBucket: true, bucketName: "several-archive" }));
    writeSummary(places, "member", { kind: "up", at: 1, succeeded: true, through: "trail", outputs: {} });
    const ended = await run(["destroy", "--stack", "archive", "--yes"], home);
    expect(ended.stderr).toContain("Stack archive is a log archive in use.");
    expect(ended.stderr).toContain("trailwright destroy --stack member --stack archive");
    expect(ended.code).toBe(2);
    const forced = await run(["destroy", "--stack", "archive", "--yes", "--force"], home);
    // Nothing was ever deployed of it, so that is what it is told now.
    expect(forced.stderr).toContain("Nothing was ever deployed as stack archive.");
    expect(forced.code).toBe(6);
  });
});
