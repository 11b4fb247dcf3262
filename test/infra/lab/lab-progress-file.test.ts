import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readProgress, removeProgress, writeProgress } from "../../../infra/lab/lab-progress-file.ts";
import type { LabState } from "../../../infra/lab/lab-state.ts";
import { freshState, type LabAction, reduce } from "../../../infra/lab/progress.ts";
import { stackSettingsSchema } from "../../../infra/stacks/settings.ts";
import { temporaryFolder } from "../../helpers/temporary-home.ts";

const identity = {
  accountId: "111122223333",
  arn: "arn:aws:iam::111122223333:user/a",
  userId: "AIDA",
  credentialSource: "sandbox",
  region: "us-east-1",
  regionSource: "default",
};
const settings = stackSettingsSchema.parse({ stack: "lab", bucketName: "some-bucket" });
const evidence = [{ title: "Fact", source: "s3:Get", text: "yes" }];
const state = (...actions: LabAction[]): LabState => actions.reduce(reduce, freshState(settings, identity));
const silent = () => {};

async function savedAndRead(saved: LabState): Promise<LabState> {
  const file = join(temporaryFolder(), "lab", "lab.json");
  writeProgress(file, saved);
  return (await readProgress(file, identity, silent))!;
}

describe("progress on disk", () => {
  test("comes back as it was", async () => {
    const saved = state(
      { type: "done", step: "identity", evidence },
      { type: "running", step: "bucket", through: "bucket" },
      { type: "done", step: "bucket", evidence },
      { type: "went", step: "policy" },
      {
        type: "called",
        call: {
          requestId: "r",
          activity: "denied",
          eventSource: "sts.amazonaws.com",
          eventName: "AssumeRole",
          errorCode: "AccessDenied",
          calledAt: 5,
          status: "delivered",
          delivery: { key: "k", eventId: "e", afterMilliseconds: 9 },
        },
      },
    );
    expect(await savedAndRead(saved)).toEqual(saved);
  });

  test("is the user's alone", () => {
    const file = join(temporaryFolder(), "lab", "lab.json");
    writeProgress(file, state());
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test("does not keep a plan, which may be wrong by tomorrow", async () => {
    expect((await savedAndRead(state({ type: "planned", step: "bucket", plan: [] }))).steps.bucket).toEqual({
      status: "open",
    });
    const done: LabAction = { type: "done", step: "bucket", evidence };
    const planned: LabAction = { type: "planned", step: "bucket", plan: [] };
    expect((await savedAndRead(state(done, planned))).steps.bucket).toEqual({ status: "done", evidence });
  });

  test("a step that was running did not get to its end, and says so", async () => {
    const { steps, deployed } = await savedAndRead(
      state({ type: "running", step: "trail", through: "trail" }),
    );
    expect(steps.trail).toMatchObject({ status: "failed", problem: { code: "Cancelled" } });
    expect(deployed).toBe("trail");
  });

  test("waiting for deliveries just goes on", async () => {
    expect((await savedAndRead(state({ type: "running", step: "watch" }))).steps.watch.status).toBe("open");
  });

  test("nothing there is no progress", async () => {
    expect(await readProgress(join(temporaryFolder(), "lab.json"), identity, silent)).toBeUndefined();
  });

  test.each([
    ["half a file", '{"version":1,"settings":{'],
    ["another version", '{"version":2}'],
    ["a stranger's JSON", "[]"],
    ["an unknown step", JSON.stringify({ version: 1, settings, current: "seventh", steps: {}, calls: [] })],
  ])("%s is set aside with a word, not fatal, not lost", async (_, text) => {
    const file = join(temporaryFolder(), "lab.json");
    writeFileSync(file, text);
    const notices: string[] = [];
    expect(await readProgress(file, identity, (notice) => notices.push(notice))).toBeUndefined();
    expect(existsSync(file)).toBe(false);
    expect(readFileSync(`${file}.damaged`, "utf8")).toBe(text);
    expect(notices.join()).toContain(`${file}.damaged`);
  });

  test("can be forgotten, twice", async () => {
    const file = join(temporaryFolder(), "lab.json");
    writeProgress(file, state());
    await removeProgress(file);
    await removeProgress(file);
    expect(existsSync(file)).toBe(false);
  });
});
