import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { GetSessionTokenCommand, STSClient } from "@aws-sdk/client-sts";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { DeleteTrailCommand, CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { expect, onTestFinished, test } from "vitest";
import { HandClock } from "../../infra/sandbox/clock.ts";
import { startSandbox } from "../../infra/sandbox/index.ts";
import { administratorCredentials } from "../../infra/sandbox/services/iam/principals.ts";
import { gatedLab, nothing } from "../helpers/gated-lab.ts";
import { leaveHome, until } from "../helpers/processes.ts";
import { keys } from "../helpers/pseudo-terminal.ts";
import { openSession } from "../helpers/screen-session.ts";
import { temporaryFolder } from "../helpers/temporary-home.ts";
import { type Ended, type Home, ndjson, newHome, run } from "../helpers/trailwright.ts";

/** A message a person can act on: what, then the next step. */
function expectClear({ stderr }: Ended, what: string | RegExp): void {
  expect(stderr).toMatch(what);
  expect(stderr).toMatch(/^error: /m);
  expect(stderr).toMatch(/^ {2}next: \S/m);
  expect(stderr).not.toContain("fault of Trailwright");
}

function home(env: Record<string, string> = {}): Home {
  const made = newHome(env);
  onTestFinished(() => leaveHome(made));
  return made;
}

test("a bucket name that is somebody else's: told before anything is made, in a command and on the screen, and mended there", async () => {
  const lab = await gatedLab();
  const { endpoint, region, world } = lab.sandbox;
  const theirs = { endpoint, region, credentials: administratorCredentials(world, "444455556666") };
  await new S3Client({ ...theirs, forcePathStyle: true }).send(
    new CreateBucketCommand({ Bucket: "not-yours" }),
  );
  const up = await lab.run("up", "--yes", "--bucket", "not-yours", "--stack", "other");
  expect(up.code).toBe(4);
  expectClear(up, /Stack other would fail/);
  expect(up.stdout).toMatch(/The name not-yours is taken: another account/);

  const session = lab.open();
  await session.waitFor("look up who you are");
  await session.enter("go on to step 2");
  await session.enter("see the plan");
  const rename = async (from: RegExp, to: string) => {
    session.send("e");
    await session.waitFor("keep and go on");
    session.send(keys.backspace.repeat(from.exec(session.screen())![0].length));
    session.send(to);
    await session.waitFor(`Bucket name            ${to}`);
  };
  await rename(/cloudtrail-logs-\S+/, "Not_Valid");
  await session.waitFor("must not contain upper-case letters");
  await session.enter("Not kept");
  session.send(keys.escape);
  await session.waitFor("see the plan");
  await rename(/cloudtrail-logs-\S+/, "not-yours");
  await session.enter("The bucket name not-yours is taken");
  expect(session.screen()).toContain("choose another name");
  await rename(/not-yours/, "mine-at-last");
  await session.enter("make these 6 changes");
  session.send("q");
  expect(await session.left()).toBe(0);
  expect(await lab.resources()).toEqual(nothing);
}, 120_000);

test("a bucket of our own that the stack did not make, here or in another region, is not touched", async () => {
  const lab = await gatedLab();
  const { endpoint, region, credentials } = lab.sandbox;
  const client = (where: string) =>
    new S3Client({ endpoint, region: where, credentials, forcePathStyle: true });
  await client(region).send(new CreateBucketCommand({ Bucket: "made-by-hand" }));
  await client("eu-west-1").send(
    new CreateBucketCommand({
      Bucket: "made-far-away",
      CreateBucketConfiguration: { LocationConstraint: "eu-west-1" },
    }),
  );
  const here = await lab.run("up", "--yes", "--bucket", "made-by-hand");
  expect(here.code).toBe(4);
  expectClear(here, /would fail/);
  expect(here.stdout).toMatch(/Bucket made-by-hand is there already, and this stack did not make it/);
  const away = await lab.run("up", "--yes", "--bucket", "made-far-away");
  expect(away.code).toBe(4);
  expectClear(away, /would fail/);
  expect(away.stdout).toMatch(/Bucket made-far-away is there already/);
  expect(await lab.resources()).toEqual({
    ...nothing,
    buckets: ["made-by-hand", "made-far-away"].toSorted(),
  });
}, 120_000);

test("a region that is none is told before anything is done, in the sandbox as in an account", async () => {
  const lab = await gatedLab();
  for (const where of [["--account"], ["--sandbox"]]) {
    const up = await run(["up", "--yes", "--region", "eu-west-9", ...where], lab.home);
    expect(up.code).toBe(1);
    expectClear(up, /eu-west-9/);
    expect(up.stderr).toContain("--region");
  }
  const stacks = await run(["stacks", "--json"], lab.home);
  expect(ndjson(stacks.stdout)).toEqual([expect.objectContaining({ type: "summary", stacks: [] })]);
  expect(await lab.resources()).toEqual(nothing);
});

test("a region that is none, answered on the screen, is told by step 1 and can be mended there", async () => {
  const session = openSession([], home());
  await session.waitFor("look up who you are");
  const answer = async (region: string, length: number) => {
    session.send("e");
    await session.waitFor("keep and go on");
    session.send(keys.tab);
    await session.waitFor("› Region");
    session.send(keys.backspace.repeat(length));
    session.send(region);
    await session.waitFor(new RegExp(`› Region +${region} ?$`, "m"));
    session.send(keys.enter);
    await session.waitFor(/Enter {2}(look up|plan again)/, 5000);
  };
  await answer("eu-west-9", 9);
  await session.enter(/knows no region eu-west-9/);
  await answer("eu-west-1", 9);
  await session.enter("go on to step 2");
  session.send("q");
  expect(await session.left()).toBe(0);
});

test("two at once on one stack: the second is told who holds it, the first is not disturbed", async () => {
  const lab = await gatedLab();
  const creating = lab.gate.hold(({ method, url }) => method === "PUT" && !url.includes("?"));
  const first = lab.start("up", "--yes");
  await creating.arrived;
  const second = await lab.run("refresh", "--yes");
  expect(second.code).toBe(1);
  expectClear(second, /Another operation on stack lab is under way/);
  creating.release();
  const ended = await first.ended;
  expect(ended.code, ended.stderr).toBe(0);
  expect(await lab.resources()).toMatchObject({ trails: ["MyTrail"] });
}, 120_000);

test("a terminal to look at, but none to type at", async () => {
  const where = home();
  const session = openSession(["lab"], where, { columns: 120 }, "/dev/null");
  expect(await session.left()).toBe(2);
  expect(session.screen()).toContain("The lab needs a terminal");
  expect(session.screen()).toContain("lab --plain --yes");
});

test("credentials that have expired: 3 for a command, the next step on the screen, which can be left", async () => {
  const clock = new HandClock(new Date(Date.now() - 3_600_000));
  const sandbox = await startSandbox({ folder: temporaryFolder(), clock });
  onTestFinished(() => sandbox.close());
  const { endpoint, region, credentials } = sandbox;
  const { Credentials: session } = await new STSClient({ endpoint, region, credentials }).send(
    new GetSessionTokenCommand({ DurationSeconds: 900 }),
  );
  clock.advance(3_600_000);
  const where = home({
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: session!.AccessKeyId!,
    AWS_SECRET_ACCESS_KEY: session!.SecretAccessKey!,
    AWS_SESSION_TOKEN: session!.SessionToken!,
  });
  const up = await run(["up", "--account", "--yes"], where);
  expect(up.code).toBe(3);
  expectClear(up, /credentials have expired/);
  expect(up.stdout + up.stderr).not.toContain(session!.SecretAccessKey!);
  expect(up.stdout + up.stderr).not.toContain(session!.SessionToken!);

  const screen = openSession(["lab", "--account"], where);
  await screen.waitFor("The credentials have expired");
  expect(screen.screen()).toContain("Sign in again");
  await screen.enter("✗ problem");
  screen.send("q");
  expect(await screen.left()).toBe(0);
});

test("an account without credentials, and a profile that is not there, on the screen", async () => {
  const where = home({ AWS_EC2_METADATA_DISABLED: "true" });
  const session = openSession(["lab", "--account"], where);
  await session.waitFor("No AWS credentials were found");
  await session.waitFor("use the sandbox");
  session.send("q");
  expect(await session.left()).toBe(0);
  const profile = await run(["preview", "--account", "--profile", "nowhere"], where);
  expect(profile.code).toBe(3);
  expectClear(profile, /There is no profile nowhere/);
});

test("no engine and no way to get one: what was tried and two ways out, in a command and on the screen", async () => {
  const where = home();
  const offline = join(where.folder, "offline.mjs");
  // The machine of this test may have a network; the program's has none.
  writeFileSync(
    offline,
    `import dns from "node:dns";
const { lookup } = dns;
dns.lookup = (host, ...rest) => /^(localhost|127\\.)/.test(host)
  ? lookup(host, ...rest)
  : rest.at(-1)(Object.assign(new Error("getaddrinfo ENOTFOUND " + host), { code: "ENOTFOUND" }));`,
  );
  const bare: Home = {
    ...where,
    env: {
      ...where.env,
      PATH: join(where.folder, "bin"),
      TRAILWRIGHT_CACHE: join(where.folder, "cache"),
      NODE_OPTIONS: `--import ${offline}`,
    },
  };
  for (const command of [["engine"], ["up", "--yes"]]) {
    const ended = await run(command, bare);
    expect(ended.code).toBe(1);
    expectClear(ended, /There is no Pulumi engine, and none could be got/);
    expect(ended.stderr).toContain("https://www.pulumi.com/docs/install/");
    expect(ended.stderr).toContain("https://go.dev/dl/");
  }
  const session = openSession([], {
    ...bare,
    env: { ...bare.env, PATH: `${bare.env["PATH"]}:/usr/bin:/bin` },
  });
  await session.waitFor("look up who you are");
  await session.enter("go on to step 2");
  await session.enter("see the plan");
  await session.enter("There is no Pulumi engine");
  session.send(keys.ctrlC);
  expect(await session.left()).toBe(0);
}, 120_000);

test("log files that cannot be read: a corrupt one is told and passed over, a bucket that refuses or is gone ends tail --once", async () => {
  const lab = await gatedLab();
  const up = await lab.run("up", "--yes");
  expect(up.code, up.stderr).toBe(0);
  const { endpoint, region, credentials, accountId } = lab.sandbox;
  const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  const [Bucket] = (await lab.resources()).buckets;
  const day = new Date().toISOString().slice(0, 10);
  const folder = `AWSLogs/${accountId}/CloudTrail/${region}/${day.replaceAll("-", "/")}`;
  const Key = `${folder}/${accountId}_CloudTrail_${region}_${day.replaceAll("-", "")}T0000Z_AAAAAAAAAAAAAAAA.json.gz`;
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: "no gzip \x1b]0;hostile\x07" }));
  await lab.sandbox.delivered();

  const tail = await lab.run("tail", "--once", "--json");
  expect(tail.code, tail.stderr).toBe(0);
  const lines = ndjson(tail.stdout);
  expect(lines.filter(({ type }) => type === "problem")).toEqual([expect.objectContaining({ key: Key })]);
  expect(lines.filter(({ type }) => type === "record").length).toBeGreaterThan(0);

  const session = lab.open({ columns: 160, rows: 45 });
  await session.waitFor("AAAAAAAAAAAAAAAA.json.gz");
  await session.waitFor(/sts +GetCallerIdentity/);
  expect(session.terminal.raw()).not.toContain("\x1b]0;hostile");

  const refuse = {
    Version: "2012-10-17",
    Statement: [
      { Effect: "Deny", Principal: "*", Action: "s3:ListBucket", Resource: `arn:aws:s3:::${Bucket}` },
    ],
  };
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(refuse) }));
  await session.waitFor("could not be listed: access denied");
  session.send(keys.ctrlC);
  expect(await session.left()).toBe(0);
  const refused = await lab.run("tail", "--once");
  expect(refused.code).toBe(1);
  expectClear(refused, /could not be listed: access denied/);

  await new CloudTrailClient({ endpoint, region, credentials }).send(
    new DeleteTrailCommand({ Name: "MyTrail" }),
  );
  const allow = JSON.stringify({
    ...refuse,
    Statement: [{ ...refuse.Statement[0], Effect: "Allow", Principal: { AWS: accountId } }],
  });
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: allow }));
  await until("the bucket is empty and gone", async () => {
    const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    const Objects = [...Versions, ...DeleteMarkers].map((one) => ({
      Key: one.Key,
      VersionId: one.VersionId,
    }));
    if (Objects.length > 0) await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    return s3.send(new DeleteBucketCommand({ Bucket })).then(
      () => true,
      () => undefined,
    );
  });
  const gone = await lab.run("tail", "--once", "--json");
  expect(gone.code).toBe(1);
  expectClear(gone, /it does not exist/);
  expect(ndjson(gone.stdout).at(-1)).toMatchObject({ type: "summary", ok: false, exitCode: 1 });
  const mended = await lab.run("refresh", "--yes");
  expect(mended.code, mended.stderr).toBe(0);
  const again = await lab.run("up", "--yes");
  expect(again.code, again.stderr).toBe(0);
  expect(await lab.resources()).toEqual({ ...nothing, buckets: [Bucket], trails: ["MyTrail"] });
}, 180_000);

test("settings that are no settings: told with the file, on the screen too, and left as they are", async () => {
  const where = home();
  const stacks = join(where.env["TRAILWRIGHT_HOME"]!, "stacks");
  const file = join(stacks, "Pulumi.lab.yaml");
  const text = "{{{{: my notes, precious";
  mkdirSync(stacks, { recursive: true });
  writeFileSync(file, text);
  for (const command of [
    ["up", "--yes"],
    ["destroy", "--yes"],
    ["tail", "--once"],
    ["lab", "--plain", "--yes"],
  ]) {
    const ended = await run(command, where);
    expect(ended.code, command.join(" ")).toBe(2);
    expectClear(ended, /Pulumi\.lab\.yaml is not YAML\.$/m);
  }
  const session = openSession([], where);
  await session.waitFor("is not YAML");
  expect(session.screen()).toContain("Next");
  session.send("q");
  expect(await session.left()).toBe(0);
  expect(readFileSync(file, "utf8")).toBe(text);
}, 120_000);

test("progress that cannot be read is set aside, and the lab begins at its first step", async () => {
  const where = home();
  const folder = join(where.env["TRAILWRIGHT_HOME"]!, "lab");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "lab.json"), '{"current":"bucket"');
  const session = openSession([], where, { columns: 200, rows: 30 });
  await session.waitFor("look up who you are");
  expect(session.screen()).toContain("Step 1 of 6");
  session.send("q");
  expect(await session.left()).toBe(0);
  expect(readFileSync(join(folder, "lab.json.damaged"), "utf8")).toBe('{"current":"bucket"');
});

test("a terminal that is too small says so, can be left, and shows the lab when it grows", async () => {
  const where = home();
  const small = openSession([], where, { columns: 40, rows: 10 });
  await small.waitFor(/60 x 16 is\s+needed/);
  small.send(keys.ctrlC);
  expect(await small.left()).toBe(0);
  const session = openSession([], where, { columns: 40, rows: 10 });
  await session.waitFor(/60 x 16 is\s+needed/);
  session.terminal.resize(80, 24);
  await session.waitFor("look up who you are");
  session.terminal.resize(20, 3);
  await session.waitFor("This terminal is");
  // What cannot be seen is not confirmed.
  session.send(keys.enter);
  session.send("q");
  session.terminal.resize(100, 30);
  await session.waitFor("look up who you are");
  await session.enter("go on to step 2");
  session.send("q");
  expect(await session.left()).toBe(0);
}, 120_000);
