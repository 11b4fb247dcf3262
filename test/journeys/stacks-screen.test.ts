import { afterEach, beforeEach, expect, test } from "vitest";
import { keys, type PseudoTerminal } from "../helpers/pseudo-terminal.ts";
import { type Home, newHome, ndjson, openProgram, run } from "../helpers/trailwright.ts";

let home: Home;
let terminal: PseudoTerminal;

beforeEach(() => {
  home = newHome();
});
afterEach(async () => {
  terminal.kill("SIGKILL");
  await terminal.exit;
  home.remove();
});

test("two stacks are marked, planned and brought up from the list; one is stopped; checks tell what is wrong", async () => {
  for (const [stack, purpose] of [
    ["audit", "management"],
    ["reads", "investigation"],
  ] as const) {
    const up = await run(["up", "--yes", "--stack", stack, "--purpose", purpose], home);
    expect(up.code, up.stderr).toBe(0);
  }
  terminal = openProgram([], home);
  await terminal.waitFor("● ready");
  terminal.send("s");
  const list = await terminal.waitFor("stack  account");
  expect(list).toMatch(/audit +111122223333 +management/);
  expect(list).toMatch(/reads +111122223333 +investigati/);

  // Nothing is brought up that was not planned.
  terminal.send("u");
  await terminal.waitFor("Plan stack audit first, with p");
  terminal.send("a");
  await terminal.waitFor("2 marked");
  terminal.send("p");
  await terminal.waitFor(/planned[^]*planned/, 60_000);
  terminal.send("u");
  await terminal.waitFor(/✓ up[^]*✓ up/, 60_000);
  terminal.send("c");
  const checked = await terminal.waitFor(/\d+ failed[^]*\d+ failed/, 60_000);
  expect(checked).toContain("`trailwright check --stack audit` lists all");

  // Stopping leaves the stack as it was.
  terminal.send(" ");
  await terminal.waitFor("1 marked");
  await terminal.waitFor("● ready");
  terminal.send("p");
  await terminal.waitFor("planning");
  terminal.send("x");
  await terminal.waitFor(/✗ stopped|planned/, 60_000);
  await terminal.waitFor("● ready");
  terminal.send(keys.escape);
  await terminal.waitFor("Step 1 of 6");
  terminal.send("q");
  expect((await terminal.exit).exitCode).toBe(0);
  const stacks = ndjson((await run(["stacks", "--json"], home)).stdout).filter(
    ({ type }) => type === "stack",
  );
  expect(stacks).toMatchObject([
    { stack: "audit", summary: { kind: "up", succeeded: true } },
    { stack: "reads", summary: { kind: "up", succeeded: true } },
  ]);
}, 180_000);
