import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Home, ndjson, newHome, run } from "../../helpers/trailwright.ts";

let home: Home;
let project: string;

beforeAll(() => {
  home = newHome();
  project = mkdtempSync(join(tmpdir(), "trailwright-project-"));
});
afterAll(() => {
  home.remove();
  rmSync(project, { recursive: true });
});

test("settings live in the project's folder, what the tool keeps does not; secrets keys of Pulumi's stay", async () => {
  const at = ["-C", project];
  const init = await run([...at, "init", "--stack", "audit", "--purpose", "investigation", "--yes"], home);
  expect(init.code, init.stderr).toBe(0);
  expect(readdirSync(project)).toEqual(["Pulumi.audit.yaml"]);
  const file = join(project, "Pulumi.audit.yaml");
  writeFileSync(file, `encryptionsalt: v1:abc=\n${readFileSync(file, "utf8")}`);

  // Before or after the command, as with Pulumi.
  const up = await run(["up", "--yes", "--stack", "audit", "--cwd", project], home);
  expect(up.code, up.stderr).toBe(0);
  expect(readdirSync(project)).toEqual(["Pulumi.audit.yaml"]);
  expect(readFileSync(file, "utf8")).toMatch(/^encryptionsalt: v1:abc=\n/);

  const there = ndjson((await run([...at, "stacks", "--json"], home)).stdout);
  expect(there[0]).toMatchObject({ stack: "audit", summary: { kind: "up", succeeded: true } });
  const elsewhere = ndjson((await run(["stacks", "--json"], home)).stdout);
  expect(elsewhere).toEqual([expect.objectContaining({ stacks: [] })]);
}, 120_000);

test("a folder that is not there is said", async () => {
  const { code, stderr, stdout } = await run(["--cwd", "/nowhere", "stacks"], home);
  expect(code).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).toContain('There is no folder "/nowhere"');
});

test("a policy pack that is not there fails before anything is made", async () => {
  const { code, stderr } = await run(
    ["up", "--yes", "--stack", "packed", "--trail", "Packed", "--policy-pack", join(project, "none")],
    home,
  );
  expect(code).not.toBe(0);
  expect(stderr).toContain("none");
  expect(ndjson((await run(["stacks", "--json"], home)).stdout).at(-1)).toMatchObject({ stacks: [] });
}, 60_000);
