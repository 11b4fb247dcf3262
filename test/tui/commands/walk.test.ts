import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync } from "node:fs";
import { PutBucketVersioningCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import {
  type Ended,
  exported,
  ndjson,
  newHome,
  openProgram,
  program,
  run,
  start,
} from "../../helpers/trailwright.ts";

// One walk over two stacks, made once; the tests only read what was printed on the way.
describe("the commands on two stacks", () => {
  const home = newHome();
  const ended: Record<string, Ended> = {};
  let screens: { question: string; refused: number; screenAfter: string };
  let cut: { code: number | null; stdout: string; stderr: string };
  const both = ["--stack", "one", "--stack", "two"];
  const step = async (name: string, ...args: string[]) => {
    ended[name] = await run(args, home);
  };

  beforeAll(async () => {
    const sandbox = start(["sandbox"], home);
    try {
      await sandbox.waitFor(/AWS_DEFAULT_REGION/);
      await step("preview", "preview", "--stack", "one", "--json");
      const interrupted = start(["up", "--stack", "one", "--yes"], home);
      await interrupted.waitFor(/running up/);
      interrupted.kill("SIGINT");
      ended["interrupted"] = await interrupted.ended;
      await step("up one", "up", "--stack", "one", "--yes", "--json");
      await step(
        "up two",
        "up",
        "--stack",
        "two",
        "--yes",
        "--trail",
        "Second",
        "--retention-days",
        "9",
        "--tag",
        "a=b",
      );
      await step("stacks", "stacks", "--json");

      const env = exported((await run(["sandbox", "env"], home)).stdout);
      const s3 = new S3Client({
        endpoint: env["AWS_ENDPOINT_URL"]!,
        region: env["AWS_REGION"]!,
        forcePathStyle: true,
        credentials: {
          accessKeyId: env["AWS_ACCESS_KEY_ID"]!,
          secretAccessKey: env["AWS_SECRET_ACCESS_KEY"]!,
        },
      });
      const Bucket = summaryOf("up one")["outputs"] as { bucketName: string };
      await s3.send(
        new PutBucketVersioningCommand({
          Bucket: Bucket.bucketName,
          VersioningConfiguration: { Status: "Suspended" },
        }),
      );
      await step("refresh", "refresh", "--stack", "one", "--yes", "--json");
      await step("preview after drift", "preview", "--stack", "one", "--json");
      await step("mend", "up", "--stack", "one", "--yes", "--json");
      await step("refresh again", "refresh", "--stack", "one", "--yes", "--json");

      await step(
        "generate",
        "generate",
        "--stack",
        "one",
        "--activity",
        "iam-user",
        "--wait",
        "--yes",
        "--json",
      );
      await step("tail", "tail", ...both, "--once", "--json");
      await step("tail filtered", "tail", "--once", "--filter", "event:CreateUser");
      cut = await cutShort(["tail"], home.env);
      const following = start(["tail", "--stack", "two"], home);
      await following.waitFor(/Tailing two/);
      following.kill("SIGINT");
      ended["followed"] = await following.ended;

      const terminal = openProgram(["destroy", "--stack", "two"], home, { columns: 120, rows: 40 });
      const question = await terminal.waitFor("Type two to go on:");
      terminal.send("tow\r");
      const { exitCode } = await terminal.exit;
      screens = { question, refused: exitCode, screenAfter: terminal.screen() };
      await step("destroy", "destroy", ...both, "--yes", "--json");
      await step("stacks after", "stacks", "--json");
    } finally {
      sandbox.kill("SIGTERM");
      await sandbox.ended;
    }
  }, 300_000);

  afterAll(() => home.remove());

  const lines = (name: string) => ndjson(ended[name]!.stdout);
  const summaryOf = (name: string) => lines(name).at(-1)!;
  const records = (name: string) =>
    lines(name).filter((line) => line["type"] === "record") as unknown as {
      stack: string;
      key: string;
      record: { eventID: string; eventName: string; requestID?: string };
    }[];

  test("preview shows the plan in one line per thing, changes nothing, and ends well", () => {
    expect(ended["preview"]!.code, ended["preview"]!.stderr).toBe(0);
    const plan = lines("preview").find((line) => line["type"] === "plan")!;
    expect(
      (plan["changes"] as { operation: string }[]).every(({ operation }) => operation === "create"),
    ).toBe(true);
    expect(summaryOf("preview")).toMatchObject({
      type: "summary",
      command: "preview",
      stack: "one",
      ok: true,
    });
  });

  test("every line of NDJSON has a type, and the last is the summary", () => {
    for (const name of ["preview", "up one", "refresh", "generate", "tail", "destroy", "stacks"]) {
      expect(lines(name).every((line) => typeof line["type"] === "string")).toBe(true);
      expect(summaryOf(name)["type"]).toBe("summary");
    }
  });

  test("Ctrl-C during up stops it with 8 and a word; up again goes on from there", () => {
    expect(ended["interrupted"]).toMatchObject({ code: 8, signal: null });
    expect(ended["interrupted"]!.stderr).toContain("press Ctrl-C again");
    expect(ended["up one"]!.code, ended["up one"]!.stderr).toBe(0);
    expect(summaryOf("up one")).toMatchObject({
      ok: true,
      outputs: { trailName: "MyTrail", bucketName: expect.stringMatching(/^cloudtrail-logs-/) },
    });
  });

  test("stacks lists both with their settings", () => {
    const stacks = lines("stacks").filter((line) => line["type"] === "stack");
    expect(stacks).toMatchObject([
      { stack: "one", settings: { trailName: "MyTrail" }, summary: { through: "trail", succeeded: true } },
      { stack: "two", settings: { trailName: "Second", retentionDays: 9, tags: { a: "b" } } },
    ]);
  });

  test("refresh sees drift, preview shows the mending, up mends it", () => {
    expect(summaryOf("refresh")["drifted"]).toEqual([
      "aws:s3/bucketVersioning:BucketVersioning logs (~versioningConfiguration.status)",
    ]);
    const { changes } = lines("preview after drift").find((line) => line["type"] === "plan")! as {
      changes: { operation: string; resource: { type: string } }[];
    } & Record<string, unknown>;
    expect(changes.filter(({ operation }) => operation !== "same")).toMatchObject([
      { operation: "update", resource: { type: "aws:s3/bucketVersioning:BucketVersioning" } },
    ]);
    expect(summaryOf("refresh again")["drifted"]).toEqual([]);
  });

  test("generate makes its calls, waits, and prints the records as they were delivered", () => {
    expect(ended["generate"]!.code, ended["generate"]!.stderr).toBe(0);
    const calls = lines("generate").filter((line) => line["type"] === "call");
    expect(calls.map((line) => line["eventName"])).toEqual(["CreateUser", "DeleteUser"]);
    const delivered = records("generate").map(({ record }) => record.requestID);
    for (const call of calls) expect(delivered).toContain(call["requestId"]);
  });

  test("tail reads both stacks, each record once per stack, with the object it came from", () => {
    const all = records("tail");
    const made = (name: string) =>
      all.filter(({ record }) => record.eventName === name).map(({ stack }) => stack);
    expect(made("CreateUser").sort()).toEqual(["one", "two"]);
    const ids = all.map(({ stack, record }) => `${stack} ${record.eventID}`);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { key } of all) expect(key).toMatch(/^AWSLogs\/\d{12}\/CloudTrail\/.*\.json\.gz$/);
    expect(summaryOf("tail")).toMatchObject({ stacks: ["one", "two"], records: all.length });
  });

  test("tail with a filter prints only what matches, one line each", () => {
    const printed = ended["tail filtered"]!.stdout.trimEnd().split("\n");
    expect(printed.length).toBeGreaterThan(0);
    for (const line of printed) expect(line).toContain("iam:CreateUser");
  });

  test("tail into a reader that goes away ends quietly", () => {
    expect(cut.stdout).not.toBe("");
    expect(cut.stderr).not.toMatch(/EPIPE|error/);
  });

  test("Ctrl-C is how a tail ends: 0", () => {
    expect(ended["followed"]).toMatchObject({ code: 0, signal: null });
  });

  test("destroy on a terminal says what goes, asks for the stack's name, and does nothing on another word", () => {
    expect(screens.question).toContain("Destroy removes:");
    expect(screens.question).toContain("aws:cloudtrail/trail:Trail");
    expect(screens.refused).toBe(8);
    expect(screens.screenAfter).toContain("Nothing was done.");
  });

  test("destroy removes both", () => {
    expect(ended["destroy"]!.code, ended["destroy"]!.stderr).toBe(0);
    expect(summaryOf("destroy")["stacks"]).toMatchObject([{ stack: "one" }, { stack: "two" }]);
    expect(lines("stacks after")).toEqual([expect.objectContaining({ type: "summary", stacks: [] })]);
  });
});

test("a delivery that takes too long ends with 9, and names what is missing", async () => {
  const home = newHome();
  onTestFinished(() => home.remove());
  const sandbox = start(["sandbox", "--delivery", "3600"], home);
  onTestFinished(async () => {
    sandbox.kill("SIGTERM");
    await sandbox.ended;
  });
  await sandbox.waitFor(/AWS_DEFAULT_REGION/);
  expect(await run(["up", "--yes"], home)).toMatchObject({ code: 0 });
  const args = ["generate", "--activity", "denied", "--wait", "--timeout", "1", "--yes", "--json"];
  const { code, stdout } = await run(args, home);
  expect(code).toBe(9);
  expect(ndjson(stdout).at(-1)).toMatchObject({
    type: "summary",
    ok: false,
    exitCode: 9,
    error: { code: "DeliveryTimeout", why: expect.stringMatching(/AssumeRole .* \((waiting|delivering)\)/) },
  });
});

test("lab --plain on a terminal asks before it does something; a no does nothing", async () => {
  const home = newHome();
  onTestFinished(() => home.remove());
  const terminal = openProgram(["lab", "--plain"], home, { columns: 160, rows: 50 });
  const question = await terminal.waitFor("Do this? [y/N]");
  expect(question).toContain("create     s3 Bucket");
  terminal.send("n\r");
  expect((await terminal.exit).exitCode).toBe(8);
  expect(terminal.screen()).toContain("Nothing was done.");
  expect(await run(["stacks", "--json"], home)).toMatchObject({
    stdout: expect.stringContaining('"stacks":[]'),
  });
});

test.skipIf(!existsSync("/dev/full"))("a full disk under the output is told, and ends with 1", async () => {
  const home = newHome();
  onTestFinished(() => home.remove());
  const full = openSync("/dev/full", "w");
  onTestFinished(() => closeSync(full));
  const child = spawn(process.execPath, [program, "stacks", "--json"], {
    env: home.env,
    stdio: ["ignore", full, "pipe"],
  });
  let stderr = "";
  child.stderr!.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  expect(stderr).toContain("no room left on the disk");
  expect(code).toBe(1);
});

/** Runs a command into a reader that takes one line and goes away. */
function cutShort(args: readonly string[], env: Record<string, string>) {
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    const child = spawn(process.execPath, [program, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").once("data", (text: string) => {
      stdout = text;
      child.stdout.destroy();
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
}
