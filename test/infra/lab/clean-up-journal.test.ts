import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type JournalEntry, openCleanUpJournal } from "../../../infra/lab/clean-up-journal.ts";
import { temporaryFolder } from "../../helpers/temporary-home.ts";

const entry = (name: string, activity: JournalEntry["activity"] = "iam-user"): JournalEntry => ({
  activity,
  name,
  region: "us-east-1",
  accountId: "111122223333",
  at: 1,
});
const silent = () => {};

test("an entry is on disk once it was added, and found by whoever opens the journal next", async () => {
  const file = join(temporaryFolder(), "lab.clean-up.json");
  const journal = await openCleanUpJournal(file, silent);
  await journal.add(entry("one"));
  await journal.add(entry("two"));
  expect((await openCleanUpJournal(file, silent)).entries()).toEqual([entry("one"), entry("two")]);
});

test("a removed entry is gone from the file, the last one with the file", async () => {
  const file = join(temporaryFolder(), "lab.clean-up.json");
  const journal = await openCleanUpJournal(file, silent);
  await journal.add(entry("one"));
  await journal.add(entry("one", "security-group"));
  await journal.remove(entry("one"));
  expect(journal.entries()).toEqual([entry("one", "security-group")]);
  await journal.remove(entry("one", "security-group"));
  expect(existsSync(file)).toBe(false);
});

test("a damaged journal is set aside, and somebody is told what to look for", async () => {
  const file = join(temporaryFolder(), "lab.clean-up.json");
  writeFileSync(file, '{"version":1,"entries":[{"activity":"iam-us');
  const notices: string[] = [];
  const journal = await openCleanUpJournal(file, (notice) => notices.push(notice));
  expect(journal.entries()).toEqual([]);
  expect(readFileSync(`${file}.damaged`, "utf8")).toContain("iam-us");
  expect(notices.join()).toContain("trailwright-lab-");
});
