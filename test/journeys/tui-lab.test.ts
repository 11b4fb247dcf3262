import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { keys, type PseudoTerminal } from "../helpers/pseudo-terminal.ts";
import { type Home, ndjson, newHome, openProgram, run } from "../helpers/trailwright.ts";

const ready = "● ready";

/** Presses Enter until what it leads to is on the screen. */
async function enter(terminal: PseudoTerminal, leadsTo: string | RegExp): Promise<string> {
  terminal.send(keys.enter);
  return terminal.waitFor(leadsTo, 60_000);
}

/** Steps 1 and 2, up to the evidence of the bucket. */
async function walkToBucket(terminal: PseudoTerminal): Promise<void> {
  await terminal.waitFor("look up who you are");
  await enter(terminal, "go on to step 2");
  await enter(terminal, "see the plan");
  await enter(terminal, "make these 6 changes");
  await enter(terminal, "go on to step 3");
}

/** Steps 3 and 4. */
async function walkToTrail(terminal: PseudoTerminal): Promise<void> {
  await enter(terminal, "see the plan");
  await enter(terminal, "make this change");
  await enter(terminal, "go on to step 4");
  await enter(terminal, "see the plan");
  await enter(terminal, "make this change");
  await enter(terminal, "go on to step 5");
}

async function quit(terminal: PseudoTerminal): Promise<void> {
  terminal.send("q");
  expect((await terminal.exit).exitCode).toBe(0);
  expect(terminal.alternate()).toBe(false);
}

const stacks = async (home: Home) =>
  ndjson((await run(["stacks", "--json"], home)).stdout).filter((line) => line["type"] === "stack");

describe.each([
  { columns: 80, rows: 24 },
  { columns: 200, rows: 50 },
])("the guided session at $columns x $rows", (size) => {
  let home: Home;
  let terminal: PseudoTerminal;

  beforeEach(() => {
    home = newHome();
    terminal = openProgram([], home, size);
  });

  afterEach(async () => {
    terminal.kill("SIGKILL");
    await terminal.exit;
    home.remove();
  });

  test("six steps by keyboard, an event opened, the stack destroyed", async () => {
    await walkToBucket(terminal);
    await terminal.waitFor("s3:GetBucketLocation");
    await walkToTrail(terminal);
    await terminal.waitFor("cloudtrail:GetTrail");
    await enter(terminal, "run the 4 chosen activities");
    await enter(terminal, "go on to step 6");
    await enter(terminal, /10 of 10 delivered/);
    await enter(terminal, '"eventName": "DescribeImages"');
    terminal.send(keys.escape);
    await terminal.waitFor("10 of 10 delivered");
    terminal.send("d");
    await terminal.waitFor("Type the stack's name to confirm");
    terminal.send("lab");
    await terminal.waitFor("confirm: lab");
    terminal.send(keys.enter);
    await terminal.waitFor("Nothing of this stack is left");
    terminal.send(keys.escape);
    await terminal.waitFor("Step 1 of 6");
    await quit(terminal);
    expect(await stacks(home)).toEqual([]);
  }, 180_000);
});

describe("leaving and coming back", () => {
  let home: Home;
  let terminal: PseudoTerminal;

  beforeEach(() => {
    home = newHome();
    terminal = openProgram([], home);
  });

  afterEach(async () => {
    terminal.kill("SIGKILL");
    await terminal.exit;
    home.remove();
  });

  test("quits after step 2 and goes on at step 3", async () => {
    await walkToBucket(terminal);
    await quit(terminal);
    terminal = openProgram([], home);
    await terminal.waitFor(ready);
    const screen = await terminal.waitFor("✓ 2 Bucket");
    expect(screen).toContain("✓ 1 Identity");
    if (screen.includes("Step 2 of 6")) await enter(terminal, "Step 3 of 6");
    await enter(terminal, "make this change");
    await enter(terminal, "go on to step 4");
    await quit(terminal);
  }, 120_000);

  test("going back and changing the bucket name plans a replacement", async () => {
    await walkToBucket(terminal);
    terminal.send("e");
    await terminal.waitFor("Bucket name");
    const old = /cloudtrail-logs-\S+/.exec(terminal.screen())![0];
    terminal.send(keys.backspace.repeat(old.length));
    terminal.send("UPPER");
    await terminal.waitFor("must not contain upper-case letters");
    terminal.send(keys.backspace.repeat(5));
    terminal.send("trailwright-another-name");
    await terminal.waitFor("trailwright-another-name");
    terminal.send(keys.enter);
    await terminal.waitFor(/see the plan|make these/);
    if (terminal.screen().includes("see the plan")) terminal.send(keys.enter);
    await terminal.waitFor(/replace/, 60_000);
    await quit(terminal);
  }, 120_000);

  test("Ctrl-C during up stops it, leaves, and the stack can be brought up afterwards", async () => {
    await terminal.waitFor("look up who you are");
    await enter(terminal, "go on to step 2");
    await enter(terminal, "see the plan");
    await enter(terminal, "make these 6 changes");
    await enter(terminal, /running up/);
    terminal.send(keys.ctrlC);
    terminal.send(keys.ctrlC);
    await terminal.exit;
    expect(terminal.alternate()).toBe(false);
    const up = await run(["up", "--stack", "lab", "--yes", "--json"], home);
    expect(up.code, up.stderr).toBe(0);
    const destroyed = await run(["destroy", "--stack", "lab", "--yes"], home);
    expect(destroyed.code, destroyed.stderr).toBe(0);
  }, 120_000);

  test("a killed program leaves a usable terminal", async () => {
    await terminal.waitFor(ready);
    expect(terminal.alternate()).toBe(true);
    process.kill(terminal.pid, "SIGKILL");
    await terminal.exit;
  });
});
