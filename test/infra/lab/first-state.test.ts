import { utimesSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { defaultSettings, firstState } from "../../../infra/lab/first-state.ts";
import { labProgressFile, writeProgress } from "../../../infra/lab/lab-progress-file.ts";
import { openLabSession } from "../../../infra/lab/open-lab-session.ts";
import { freshState, reduce } from "../../../infra/lab/progress.ts";
import { settingsFile, writeSettings } from "../../../infra/stacks/settings-file.ts";
import { writeSummary } from "../../../infra/stacks/summary.ts";
import type { Target } from "../../../infra/target/target.ts";
import { temporaryPaths } from "../../helpers/temporary-home.ts";

const target = {
  kind: "sandbox",
  identity: {
    accountId: "111122223333",
    arn: "arn:aws:iam::111122223333:user/a",
    userId: "AIDA",
    credentialSource: "sandbox",
    region: "eu-central-1",
    regionSource: "--region",
  },
} as Target;
const evidence = [{ title: "Fact", source: "s3:Get", text: "yes" }];
const settings = defaultSettings(target, "lab");
const first = (paths = temporaryPaths(), where = target) => firstState(where, paths, "lab", () => {});

describe("a session begins", () => {
  test("with the lab's defaults in the target's region, on a stack that is not there", async () => {
    const state = await first();
    expect(state.settings).toMatchObject({ region: "eu-central-1", trailName: "MyTrail", target: "sandbox" });
    expect(state.deployed).toBeUndefined();
  });

  test("with a trail name that no other stack of the account has", async () => {
    const paths = temporaryPaths();
    writeSettings(paths, { ...settings, stack: "one" });
    expect((await first(paths)).settings.trailName).toBe("MyTrail-2");
    writeSettings(paths, { ...settings, stack: "two", trailName: "MyTrail-2" });
    expect((await first(paths)).settings.trailName).toBe("MyTrail-3");
    const elsewhere = { ...target, identity: { ...target.identity, accountId: "444455556666" } };
    expect((await first(paths, elsewhere)).settings.trailName).toBe("MyTrail");
  });

  test("with what up made of the stack", async () => {
    const paths = temporaryPaths();
    writeSettings(paths, settings);
    writeSummary(paths, "lab", { kind: "up", at: 1, succeeded: true, through: "policy", outputs: {} });
    const { steps, deployed, settings: found } = await first(paths);
    expect(found).toEqual(settings);
    expect(deployed).toBe("policy");
    const standing = [steps.identity, steps.bucket, steps.policy, steps.trail].map(({ status }) => status);
    expect(standing).toEqual(["done", "done", "done", "open"]);
  });

  test("where it was left, drafts included", async () => {
    const paths = temporaryPaths();
    const draft = { ...settings, trailName: "Draft" };
    writeSettings(paths, settings);
    utimesSync(settingsFile(paths, "lab"), 1, 1);
    writeProgress(labProgressFile(paths, "lab"), freshState(draft, target.identity));
    expect((await first(paths)).settings.trailName).toBe("Draft");
  });

  test("with settings that were applied since, and what they concern is stale", async () => {
    const paths = temporaryPaths();
    const left = reduce(freshState(settings, target.identity), { type: "done", step: "trail", evidence });
    writeProgress(labProgressFile(paths, "lab"), left);
    utimesSync(labProgressFile(paths, "lab"), 1, 1);
    writeSettings(paths, { ...settings, trailName: "Applied" });
    const state = await first(paths);
    expect(state.settings.trailName).toBe("Applied");
    expect(state.steps.trail.status).toBe("stale");
  });

  test.each([
    ["another kind of target", { ...settings, target: "account" as const }],
    ["another account", { ...settings, accountId: "999999999999" }],
  ])("never on a stack of %s", async (_, theirs) => {
    const paths = temporaryPaths();
    writeSettings(paths, theirs);
    await expect(first(paths)).rejects.toMatchObject({ code: "InvalidSettings" });
    writeProgress(labProgressFile(paths, "lab"), freshState(theirs, target.identity));
    await expect(first(paths)).rejects.toMatchObject({ code: "InvalidSettings" });
  });
});

test("an answer that does not fit is refused with the rule it breaks, and changes nothing", async () => {
  const run = () => {
    throw new Error("no operation is wanted here");
  };
  const session = await openLabSession({ target, paths: temporaryPaths(), stack: "lab", run });
  const before = session.state;
  expect(() => session.answer({ bucketName: "Not_A_Bucket" })).toThrow(/upper-case/);
  expect(session.state).toBe(before);
  await session.close();
});
