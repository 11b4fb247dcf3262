import { describe, expect, onTestFinished, test } from "vitest";
import { type Home, ndjson, newHome, run } from "../../helpers/trailwright.ts";

function home(): Home {
  const made = newHome();
  onTestFinished(() => made.remove());
  return made;
}

const verbs = [
  "lab",
  "preview",
  "up",
  "refresh",
  "destroy",
  "generate",
  "tail",
  "stacks",
  "history",
  "check",
  "sandbox",
  "engine",
];

describe("help", () => {
  test("names every verb, and the exit codes", async () => {
    const { stdout, code } = await run(["--help"], home());
    expect(code).toBe(0);
    for (const verb of verbs) expect(stdout).toMatch(new RegExp(`^  ${verb} `, "m"));
    expect(stdout).toContain("9 delivery took too long");
  });

  test("of a verb tells its options", async () => {
    const { stdout, code } = await run(["up", "--help"], home());
    expect(code).toBe(0);
    for (const option of ["--stack", "--account", "--profile", "--region", "--yes", "--json", "--bucket"])
      expect(stdout).toContain(option);
  });

  test("--version is the version alone", async () => {
    expect(await run(["--version"], home())).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });
});

describe("wrong use ends with 2, nothing on stdout, and the next step:", () => {
  test.each([
    ["an unknown command", ["stakcs"], "Did you mean stacks?"],
    ["an unknown option", ["up", "--accuont"], "Did you mean --account?"],
    ["a malformed bucket name", ["up", "--bucket", "Not_A_Bucket"], "upper-case"],
    ["a malformed trail name", ["up", "--trail", "a"], "3 to 128"],
    ["a malformed region", ["preview", "--region", "Frankfurt"], "us-east-1"],
    ["a malformed stack name", ["destroy", "--stack", "a/b", "--yes"], "letters, digits"],
    ["a malformed tag", ["up", "--tag", "novalue"], "KEY=VALUE"],
    ["a malformed number of days", ["up", "--retention-days", "0"], "number of days"],
    ["two targets at once", ["up", "--sandbox", "--account"], "cannot be used with"],
    ["an unknown activity", ["generate", "--activity", "mine-bitcoin"], "ec2-instance"],
    ["a malformed filter", ["tail", "--filter", "outcome:maybe"], "filter"],
    ["a malformed time", ["tail", "--since", "yesterday"], "2026-01-31"],
    ["no terminal for the lab", [], "lab --plain --yes"],
    ["no terminal, and nobody to ask, for the plain lab", ["lab", "--plain"], "--yes"],
    ["nobody to ask for up", ["up"], "--yes"],
    ["nobody to ask for destroy", ["destroy", "--stack", "some"], "--yes"],
  ])("%s", async (_, args, hint) => {
    const { code, stdout, stderr } = await run(args, home());
    expect(stderr).toContain(hint);
    expect(stderr).toMatch(/^error: /m);
    expect(stderr).toMatch(/^ {2}next: /m);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  test("with --json the last line is a summary that says so", async () => {
    const { code, stdout } = await run(["up", "--bucket", "Not_A_Bucket", "--json"], home());
    expect(code).toBe(2);
    expect(ndjson(stdout)).toEqual([
      expect.objectContaining({
        type: "summary",
        ok: false,
        exitCode: 2,
        error: expect.objectContaining({
          code: "InvalidInput",
          message: expect.stringContaining("upper-case"),
        }),
      }),
    ]);
  });
});

describe("what is not there", () => {
  test.each([
    ["destroy", ["--yes"]],
    ["refresh", ["--yes"]],
    ["generate", ["--yes"]],
    ["tail", []],
  ] as const)("%s of a stack that does not exist ends with 6", async (verb, more) => {
    const { code, stderr } = await run([verb, "--stack", "nowhere", ...more], home());
    expect(stderr).toContain("There is no stack nowhere.");
    expect(code).toBe(6);
  });

  test("no stacks is an empty list, not an error", async () => {
    const { code, stdout, stderr } = await run(["stacks"], home());
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr).toContain("trailwright lab");
  });

  test("no credentials end with 3 and the way to get some", async () => {
    const nobody = newHome({ AWS_EC2_METADATA_DISABLED: "true" });
    onTestFinished(() => nobody.remove());
    const { code, stderr } = await run(["preview", "--account"], nobody);
    expect(stderr).toContain("No AWS credentials were found");
    expect(code).toBe(3);
  });
});

test("engine says which one, its version and why", async () => {
  const { code, stdout } = await run(["engine", "--json"], home());
  expect(code).toBe(0);
  const lines = ndjson(stdout);
  expect(lines.find((line) => line["type"] === "engine")).toMatchObject({
    version: expect.stringMatching(/^3\.\d+\.\d+$/),
    origin: expect.stringMatching(/^(PATH|cache|download|build)$/),
    path: expect.any(String),
    why: expect.any(String),
  });
  expect(lines.at(-1)).toMatchObject({ type: "summary", ok: true, exitCode: 0 });
});
