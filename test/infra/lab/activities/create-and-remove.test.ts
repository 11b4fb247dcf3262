import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ActivityContext } from "../../../../infra/lab/activities/activity.ts";
import { createAndRemove } from "../../../../infra/lab/activities/create-and-remove.ts";
import {
  type CleanUpJournal,
  type JournalEntry,
  openCleanUpJournal,
} from "../../../../infra/lab/clean-up-journal.ts";
import { temporaryFolder } from "../../../helpers/temporary-home.ts";

const entry: JournalEntry = {
  activity: "iam-user",
  name: "trailwright-lab-1",
  region: "us-east-1",
  accountId: "111122223333",
  at: 1,
};
const answered = (httpStatusCode: number) =>
  Object.assign(new Error(`HTTP ${httpStatusCode}`), { $metadata: { httpStatusCode } });

async function scene(signal = new AbortController().signal) {
  const journal: CleanUpJournal = await openCleanUpJournal(join(temporaryFolder(), "journal.json"), () => {});
  const done: string[] = [];
  const steps = {
    async create() {
      done.push(`create (journal: ${journal.entries().length})`);
      return "made";
    },
    async use(made: string) {
      done.push(`use ${made}`);
    },
    async remove(made: string | undefined) {
      done.push(`remove ${made} (journal: ${journal.entries().length})`);
    },
  };
  const run = (changes: Partial<typeof steps> = {}) =>
    createAndRemove(entry, { journal, signal } as ActivityContext, { ...steps, ...changes });
  return { journal, done, run };
}

describe("create and remove", () => {
  test("the journal knows before it is created and until it is removed", async () => {
    const { journal, done, run } = await scene();
    await run();
    expect(done).toEqual(["create (journal: 1)", "use made", "remove made (journal: 1)"]);
    expect(journal.entries()).toEqual([]);
  });

  test("what fails in between is removed all the same", async () => {
    const { journal, done, run } = await scene();
    await expect(run({ use: () => Promise.reject(new Error("used up")) })).rejects.toThrow("used up");
    expect(done.at(-1)).toBe("remove made (journal: 1)");
    expect(journal.entries()).toEqual([]);
  });

  test("a refused creation left nothing, so nothing is removed", async () => {
    const { journal, done, run } = await scene();
    await expect(run({ create: () => Promise.reject(answered(403)) })).rejects.toThrow("403");
    expect(done).toEqual([]);
    expect(journal.entries()).toEqual([]);
  });

  test.each([
    ["no answer at all", new Error("socket hang up")],
    ["a server's fault", answered(500)],
  ])("%s may have created it: it is looked for and removed", async (_, error) => {
    const { done, run } = await scene();
    await expect(run({ create: () => Promise.reject(error) })).rejects.toThrow(error.message);
    expect(done).toEqual(["remove undefined (journal: 1)"]);
  });

  test("a failed removal stays in the journal for the next start", async () => {
    const { journal, run } = await scene();
    await expect(run({ remove: () => Promise.reject(new Error("still there")) })).rejects.toThrow(
      "still there",
    );
    expect(journal.entries()).toEqual([entry]);
  });

  test("after Ctrl-C nothing more is done with it but removing it", async () => {
    const interrupt = new AbortController();
    const { done, run } = await scene(interrupt.signal);
    await run({
      async create() {
        interrupt.abort();
        return "made";
      },
    });
    expect(done).toEqual(["remove made (journal: 1)"]);
  });
});
