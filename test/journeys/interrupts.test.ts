import { expect, test } from "vitest";
import { type GatedLab, gatedLab, nothing } from "../helpers/gated-lab.ts";
import { allEnded } from "../helpers/processes.ts";
import { keys } from "../helpers/pseudo-terminal.ts";
import type { GateCall } from "../helpers/gate.ts";
import { ndjson } from "../helpers/trailwright.ts";

const createBucket = ({ method, url }: GateCall) => method === "PUT" && !url.includes("?");

/** Interrupts `trailwright lab --plain --yes` while a call is in flight. */
async function interruptLab(lab: GatedLab, matches: (call: GateCall) => boolean, twice = false) {
  const call = lab.gate.hold(matches);
  const command = lab.start("lab", "--plain", "--yes");
  await call.arrived;
  command.kill("SIGINT");
  await command.waitFor(/press Ctrl-C again to end at once/);
  if (twice) {
    command.kill("SIGINT");
    const ended = await command.ended;
    call.release();
    await allEnded(lab.home);
    return ended;
  }
  call.release();
  const ended = await command.ended;
  await allEnded(lab.home);
  return ended;
}

test("lab --plain --yes, interrupted while it sets up, leaves what was made, once, and up goes on from there", async () => {
  const lab = await gatedLab();
  const preview = await interruptLab(lab, ({ method }) => method === "HEAD");
  expect(preview).toMatchObject({ code: 8, signal: null });
  expect(preview.stderr).toContain("next:");
  expect(await lab.resources()).toEqual(nothing);

  expect(await interruptLab(lab, createBucket)).toMatchObject({ code: 8, signal: null });
  const { buckets } = await lab.resources();
  expect(buckets).toHaveLength(1);

  expect(await interruptLab(lab, ({ action }) => action === "CreateTrail", true)).toMatchObject({
    code: 130,
  });
  const made = { ...nothing, buckets, trails: ["MyTrail"] };
  expect(await lab.resources()).toEqual(made);

  const up = await lab.run("up", "--yes");
  expect(up.code, up.stderr).toBe(0);
  expect(await lab.resources()).toEqual(made);
}, 180_000);

test("lab --plain --yes, interrupted while it generates, removes what it made, and the same again ends with everything delivered", async () => {
  const lab = await gatedLab();
  const up = await lab.run("up", "--yes");
  expect(up.code, up.stderr).toBe(0);
  const made = await lab.resources();
  expect(await interruptLab(lab, ({ action }) => action === "CreateUser")).toMatchObject({ code: 8 });
  expect(await lab.resources()).toEqual(made);

  await interruptLab(lab, ({ action }) => action === "CreateSecurityGroup", true);
  expect((await lab.resources()).securityGroups).toHaveLength(2);

  const whole = await lab.run("lab", "--plain", "--yes", "--json");
  expect(whole.code, whole.stderr).toBe(0);
  expect(await lab.resources()).toEqual(made);
  // One fewer than in the sandbox: here the instance is a dry run, so there is none to terminate.
  expect(ndjson(whole.stdout).at(-1)).toMatchObject({ type: "summary", ok: true, calls: 9 });
}, 180_000);

test.each(["SIGTERM", "SIGHUP"] as const)(
  "%s lets the screen go in good order, during up too",
  async (name) => {
    const lab = await gatedLab();
    let session = lab.open();
    await session.waitFor("look up who you are");
    await session.signal(name);
    expect(await session.left()).toBe(0);
    await allEnded(lab.home);

    session = lab.open();
    await session.waitFor("look up who you are");
    await session.enter("go on to step 2");
    await session.enter("see the plan");
    await session.enter("make these 6 changes");
    const creating = lab.gate.hold(createBucket);
    session.send(keys.enter);
    await creating.arrived;
    await session.signal(name);
    await session.waitFor("Leaving");
    creating.release();
    expect(await session.left()).toBe(8);
    const up = await lab.run("up", "--yes");
    expect(up.code, up.stderr).toBe(0);
  },
  60_000,
);

test("killed in the middle of up: the terminal is restored, the engine ends, nothing is locked, the next start goes on", async () => {
  const lab = await gatedLab();
  let session = lab.open();
  await session.waitFor("look up who you are");
  await session.enter("go on to step 2");
  await session.enter("see the plan");
  await session.enter("make these 6 changes");
  const creating = lab.gate.hold(createBucket);
  session.send(keys.enter);
  await creating.arrived;
  await session.signal("SIGKILL");
  await session.waitFor("Trailwright ended unexpectedly");
  expect(await session.left()).toBe(137);
  creating.release();
  await allEnded(lab.home);
  const { buckets } = await lab.resources();

  session = lab.open();
  await session.waitFor("The program ended while this step was running");
  await session.enter("make these 5 changes");
  await session.enter("go on to step 3");
  expect(await lab.resources()).toEqual({ ...nothing, buckets });
}, 120_000);

test("the terminal's window is closed in the middle of up: nothing runs on, and the next up finishes", async () => {
  const lab = await gatedLab();
  const session = lab.open();
  await session.waitFor("look up who you are");
  await session.enter("go on to step 2");
  await session.enter("see the plan");
  await session.enter("make these 6 changes");
  const creating = lab.gate.hold(createBucket);
  session.send(keys.enter);
  await creating.arrived;
  session.terminal.kill("SIGKILL");
  creating.release();
  await allEnded(lab.home);
  const up = await lab.run("up", "--yes");
  expect(up.code, up.stderr).toBe(0);
  expect(await lab.resources()).toEqual({ ...nothing, buckets: [expect.any(String)], trails: ["MyTrail"] });
}, 120_000);
