import { expect, test } from "vitest";
import { type GatedLab, gatedLab, nothing } from "../helpers/gated-lab.ts";
import { allEnded } from "../helpers/processes.ts";
import { keys } from "../helpers/pseudo-terminal.ts";
import type { ScreenSession } from "../helpers/screen-session.ts";

const ready = "● ready";

/** Presses Ctrl-C and sees how it ends; what is in flight goes on when the program says that it is stopping. */
async function leave(session: ScreenSession, inFlight?: { release(): void }): Promise<number> {
  session.send(keys.ctrlC);
  if (inFlight) {
    await session.waitFor("Leaving");
    inFlight.release();
  }
  return session.left();
}

/** A stack whose trail is up, made without the screen. */
async function up(lab: GatedLab): Promise<void> {
  const { code, stderr } = await lab.run("up", "--yes");
  expect(code, stderr).toBe(0);
}

test("while the target opens, in step 1, in a form: nothing was done, so it just leaves", async () => {
  const lab = await gatedLab();
  const opening = lab.gate.hold(({ action }) => action === "GetCallerIdentity");
  let session = lab.open();
  await opening.arrived;
  expect(await leave(session)).toBe(0);
  opening.release();

  session = lab.open();
  await session.waitFor("look up who you are");
  expect(await leave(session)).toBe(0);

  session = lab.open();
  await session.waitFor("look up who you are");
  session.send("e");
  await session.waitFor("keep and go on");
  expect(await leave(session)).toBe(0);
  expect(await lab.resources()).toEqual(nothing);
}, 120_000);

test("in step 2: during the preview, during up, twice; then it goes on where it was, with the bucket that was made", async () => {
  const lab = await gatedLab();
  let session = lab.open();
  await session.waitFor("look up who you are");
  await session.enter("go on to step 2");
  await session.enter("see the plan");
  const previewing = lab.gate.hold(({ method }) => method === "HEAD");
  session.send(keys.enter);
  await previewing.arrived;
  expect(await leave(session, previewing)).toBe(8);
  await allEnded(lab.home);
  expect(await lab.resources()).toEqual(nothing);

  session = lab.open();
  await session.waitFor("Step 2 of 6");
  await session.waitFor(ready);
  await session.enter("make these 6 changes");
  const creating = lab.gate.hold(({ method, url }) => method === "PUT" && !url.includes("?"));
  session.send(keys.enter);
  await creating.arrived;
  expect(await leave(session, creating)).toBe(8);
  expect(session.screen()).toContain("Start it again to go on");
  const { buckets } = await lab.resources();
  expect(buckets).toHaveLength(1);

  session = lab.open();
  await session.waitFor(ready);
  await session.enter(/make (these|this)/);
  const protecting = lab.gate.hold(({ url }) => url.includes("?publicAccessBlock"));
  session.send(keys.enter);
  await protecting.arrived;
  session.send(keys.ctrlC);
  await session.waitFor("Ctrl-C again leaves at once");
  session.send(keys.ctrlC);
  expect(await session.left()).toBe(130);
  protecting.release();
  await allEnded(lab.home);

  session = lab.open();
  await session.waitFor("The program ended while this step was running");
  await session.enter(/make (these|this)|nothing has to change/);
  await session.enter("go on to step 3");
  expect((await lab.resources()).buckets).toEqual(buckets);
}, 180_000);

test("in steps 3 and 4: a plan that was not confirmed, up of the trail, twice; then the trail is made once", async () => {
  const lab = await gatedLab();
  let session = lab.open();
  await session.waitFor("look up who you are");
  await session.enter("go on to step 2");
  await session.enter("see the plan");
  await session.enter("make these 6 changes");
  await session.enter("go on to step 3");
  await session.enter("see the plan");
  await session.enter("make this change");
  expect(await leave(session)).toBe(0);

  session = lab.open();
  await session.waitFor("Step 3 of 6");
  await session.waitFor(ready);
  await session.enter("make this change");
  await session.enter("go on to step 4");
  await session.enter("see the plan");
  await session.enter("make this change");
  const creating = lab.gate.hold(({ action }) => action === "CreateTrail");
  session.send(keys.enter);
  await creating.arrived;
  session.send(keys.ctrlC);
  await session.waitFor("Ctrl-C again leaves at once");
  session.send(keys.ctrlC);
  expect(await session.left()).toBe(130);
  creating.release();
  await allEnded(lab.home);

  session = lab.open();
  await session.waitFor("The program ended while this step was running");
  await session.enter(/make (these|this)|nothing has to change/);
  await session.enter("go on to step 5");
  expect(await lab.resources()).toEqual({
    ...nothing,
    buckets: [expect.any(String)],
    trails: ["MyTrail"],
  });
}, 180_000);

test("in step 5: what it has just made is removed, after the second one at the next start; step 6: it goes on waiting", async () => {
  const lab = await gatedLab();
  await up(lab);
  const before = await lab.resources();
  let session = lab.open();
  const first = await session.waitFor(/look up who you are|go on to step 2/);
  if (first.includes("look up who you are")) await session.enter("go on to step 2");
  session.send("5");
  await session.waitFor("Step 5 of 6");
  let making = lab.gate.hold(({ action }) => action === "CreateUser");
  session.send(keys.enter);
  await making.arrived;
  expect(await leave(session, making)).toBe(8);
  expect(await lab.resources()).toEqual(before);

  session = lab.open();
  await session.waitFor(ready);
  making = lab.gate.hold(({ action }) => action === "CreateSecurityGroup");
  session.send(keys.enter);
  await making.arrived;
  session.send(keys.ctrlC);
  await session.waitFor("Ctrl-C again leaves at once");
  session.send(keys.ctrlC);
  expect(await session.left()).toBe(130);
  making.release();
  expect(await lab.resources()).not.toEqual(before);

  session = lab.open();
  await session.waitFor(ready);
  expect(await lab.resources()).toEqual(before);
  await session.enter("go on to step 6");
  await session.enter(/\d+ of \d+ delivered/);
  expect(await leave(session)).toBe(0);
  session = lab.open();
  await session.waitFor("Step 6 of 6");
  await session.waitFor(/(\d+) of \1 delivered/);
  expect(await leave(session)).toBe(0);
}, 180_000);

test("on the destroy screen: before it is confirmed, while it destroys, twice; then the trail is gone and no lock is left", async () => {
  const lab = await gatedLab();
  await up(lab);
  const before = await lab.resources();
  let session = lab.open();
  await session.waitFor(ready);
  session.send("d");
  await session.waitFor("Would remove 1");
  session.send("lab");
  expect(await leave(session)).toBe(0);
  expect(await lab.resources()).toEqual(before);

  const destroy = async () => {
    session = lab.open();
    await session.waitFor(ready);
    session.send("d");
    await session.waitFor("Type the stack's name to confirm");
    session.send("lab");
    await session.waitFor("destroy for good");
  };
  await destroy();
  let deleting = lab.gate.hold(({ action }) => action === "DeleteTrail");
  session.send(keys.enter);
  await deleting.arrived;
  expect(await leave(session, deleting)).toBe(8);
  expect(await lab.resources()).toEqual({ ...before, trails: [] });

  await up(lab);
  await destroy();
  deleting = lab.gate.hold(({ action }) => action === "DeleteTrail");
  session.send(keys.enter);
  await deleting.arrived;
  session.send(keys.ctrlC);
  await session.waitFor("Ctrl-C again leaves at once");
  session.send(keys.ctrlC);
  expect(await session.left()).toBe(130);
  deleting.release();
  await allEnded(lab.home);

  const { code, stderr } = await lab.run("destroy", "--yes");
  expect(code, stderr).toBe(0);
  // Log files of an account are evidence: destroy keeps their bucket unless the settings say otherwise.
  expect(await lab.resources()).toEqual({ ...before, trails: [] });
}, 180_000);
