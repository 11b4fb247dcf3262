import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { describe, expect, onTestFinished, test } from "vitest";
import { exported, type Home, ndjson, newHome, openProgram, run, start } from "../../helpers/trailwright.ts";

function home(): Home {
  const made = newHome();
  onTestFinished(() => made.remove());
  return made;
}
const fileOf = ({ env }: Home, stack: string) =>
  join(env["TRAILWRIGHT_HOME"]!, "stacks", `Pulumi.${stack}.yaml`);
const accounts = ["--for-account", "111122223333", "--for-account", "777788889999"];

describe("init", () => {
  test("shows and writes one file per account and one for the archive; up brings all of them up", async () => {
    const user = home();
    const written = await run(
      ["init", "--stack", "audit", ...accounts, "--log-archive", "444455556666", "--yes", "--json"],
      user,
    );
    expect(written.code, written.stderr).toBe(0);
    const stacks = ["audit-archive", "audit-111122223333", "audit-777788889999"];
    expect(ndjson(written.stdout).at(-1)).toMatchObject({ ok: true, stacks });
    for (const stack of stacks) expect(existsSync(fileOf(user, stack))).toBe(true);
    expect(readFileSync(fileOf(user, "audit-111122223333"), "utf8")).toMatch(
      /^# Management baseline, by trailwright init\n/,
    );

    const sandbox = start(["sandbox", "--delivery", "1"], user);
    onTestFinished(async () => {
      sandbox.kill("SIGTERM");
      await sandbox.ended;
    });
    await sandbox.waitFor(/AWS_DEFAULT_REGION/);
    const up = await run(["up", "--all", "--yes", "--json"], user);
    expect(up.code, up.stderr).toBe(0);
    const again = await run(["preview", "--all", "--json"], user);
    expect(
      ndjson(again.stdout)
        .filter(({ type }) => type === "plan")
        .flatMap(({ changes }) => changes as { operation: string }[])
        .filter(({ operation }) => operation !== "same"),
    ).toEqual([]);
    const generated = await run(
      ["generate", "--stack", "audit-777788889999", "--activity", "iam-user", "--wait", "--yes", "--json"],
      user,
    );
    expect(generated.code, generated.stderr).toBe(0);
    const destroyed = await run(["destroy", "--all", "--yes"], user);
    expect(destroyed.code, destroyed.stderr).toBe(0);
  }, 300_000);

  test("a stack works in another account through a role", async () => {
    const user = home();
    const sandbox = start(["sandbox"], user);
    onTestFinished(async () => {
      sandbox.kill("SIGTERM");
      await sandbox.ended;
    });
    await sandbox.waitFor(/AWS_DEFAULT_REGION/);
    const env = exported((await run(["sandbox", "env", "--account", "444455556666"], user)).stdout);
    const iam = new IAMClient({
      endpoint: env["AWS_ENDPOINT_URL"]!,
      region: "us-east-1",
      credentials: { accessKeyId: env["AWS_ACCESS_KEY_ID"]!, secretAccessKey: env["AWS_SECRET_ACCESS_KEY"]! },
    });
    const allow = (more: object) =>
      JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...more }] });
    const RoleName = "Builder";
    await iam.send(
      new CreateRoleCommand({
        RoleName,
        AssumeRolePolicyDocument: allow({ Principal: { AWS: "111122223333" }, Action: "sts:AssumeRole" }),
      }),
    );
    await iam.send(
      new PutRolePolicyCommand({
        RoleName,
        PolicyName: "all",
        PolicyDocument: allow({ Action: ["s3:*", "cloudtrail:*"], Resource: "*" }),
      }),
    );
    expect((await run(["init", "--for-account", "444455556666=Builder", "--yes"], user)).code).toBe(0);
    const up = await run(["up", "--yes", "--json"], user);
    expect(up.code, up.stderr).toBe(0);
    expect(ndjson(up.stdout).find(({ type }) => type === "identity")).toMatchObject({
      accountId: "444455556666",
      credentialSource: "role Builder assumed from sandbox",
    });
  }, 120_000);

  test("asks on a terminal, shows, and writes only after a yes", async () => {
    const user = home();
    const terminal = openProgram(["init", "--stack", "asked"], user, { columns: 120, rows: 60 });
    await terminal.waitFor("Where, sandbox or account?");
    terminal.send("moon\r");
    await terminal.waitFor("It must be one of sandbox, account.");
    terminal.send("\r");
    await terminal.waitFor("Purpose?");
    terminal.send("s3-objects\r");
    await terminal.waitFor("Empty: all");
    terminal.send("customers, invoices\r");
    await terminal.waitFor("Region?");
    terminal.send("eu-west-1\r");
    await terminal.waitFor("Accounts (ID");
    terminal.send("12\r");
    await terminal.waitFor("twelve digits");
    terminal.send("\r");
    await terminal.waitFor("Write this file?");
    expect(existsSync(fileOf(user, "asked"))).toBe(false);
    terminal.send("y\r");
    expect((await terminal.exit).exitCode).toBe(0);
    const text = readFileSync(fileOf(user, "asked"), "utf8");
    expect(text).toContain("trailwright:purpose: s3-objects");
    expect(text).toContain("- invoices");
    expect(text).toContain("aws:region: eu-west-1");
  }, 60_000);

  test("never overwrites unasked; what is replaced keeps its comments", async () => {
    const user = home();
    expect((await run(["init", "--stack", "kept", "--yes"], user)).code).toBe(0);
    const file = fileOf(user, "kept");
    writeFileSync(file, `# mine\n${readFileSync(file, "utf8")}  other:key: stays\n`);
    const before = readFileSync(file, "utf8");
    const refused = await run(["init", "--stack", "kept", "--region", "eu-west-1", "--yes"], user);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("--overwrite");
    expect(readFileSync(file, "utf8")).toBe(before);
    const replaced = await run(
      ["init", "--stack", "kept", "--region", "eu-west-1", "--yes", "--overwrite"],
      user,
    );
    expect(replaced.code, replaced.stderr).toBe(0);
    const after = readFileSync(file, "utf8");
    expect(after).toContain("# mine");
    expect(after).toContain("other:key: stays");
    expect(after).toContain("aws:region: eu-west-1");
  }, 60_000);

  test.each([
    [["--for-account", "12"], "twelve digits"],
    [["--log-archive", "444455556666"], "--for-account"],
    [[...accounts, "--bucket", "one-for-all"], "--log-archive"],
    [["--role", "Auditor"], "ARN of an IAM role"],
    [["--profile", "audit"], "profile: means nothing in the sandbox"],
    [["--purpose", "custom"], "selectors"],
    [["--kms", "mine"], "neither own nor the ARN of a KMS key"],
  ])("%j is refused with a sentence, and nothing is written", async (args, sentence) => {
    const user = home();
    const ended = await run(["init", ...args, "--yes"], user);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain(sentence);
    expect(existsSync(fileOf(user, "lab"))).toBe(false);
  });
});
