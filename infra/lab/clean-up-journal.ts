import { readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import type { Paths } from "../paths.ts";
import { writeFile } from "../stacks/write-file.ts";

const entrySchema = z.strictObject({
  activity: z.enum(["ec2-instance", "iam-user", "security-group"]),
  /** What finds the thing again, whether its creation was answered or not: client token, user name, group name. */
  name: z.string(),
  region: z.string(),
  accountId: z.string(),
  /** Epoch milliseconds. */
  at: z.number(),
});
const journalSchema = z.strictObject({ version: z.literal(1), entries: z.array(entrySchema) });

/** Something step 5 is about to create, or has created and not yet removed. */
export type JournalEntry = z.infer<typeof entrySchema>;

/** What has to be removed, on disk before it is created, so that an interrupted run leaves nothing behind for good. */
export interface CleanUpJournal {
  entries(): readonly JournalEntry[];
  /** Resolves once it is on disk. */
  add(entry: JournalEntry): Promise<void>;
  remove(entry: JournalEntry): Promise<void>;
}

/** File of a stack's clean-up journal. */
export function cleanUpJournalFile(paths: Paths, stack: string): string {
  return join(paths.lab, `${stack}.clean-up.json`);
}

/** Opens the journal. A damaged one is set aside as `NAME.damaged`, and `onNotice` says what to look for by hand. */
export async function openCleanUpJournal(
  file: string,
  onNotice: (message: string) => void,
): Promise<CleanUpJournal> {
  let entries = await readEntries(file, onNotice);
  const save = async (next: readonly JournalEntry[]) => {
    if (next.length) writeFile(file, `${JSON.stringify({ version: 1, entries: next }, null, 2)}\n`);
    else await rm(file, { force: true });
    entries = next;
  };
  return {
    entries: () => entries,
    add: (entry) => save([...entries, entry]),
    remove: (entry) =>
      save(entries.filter((other) => other.name !== entry.name || other.activity !== entry.activity)),
  };
}

async function readEntries(
  file: string,
  onNotice: (message: string) => void,
): Promise<readonly JournalEntry[]> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
  try {
    return journalSchema.parse(JSON.parse(text)).entries;
  } catch {
    await rename(file, `${file}.damaged`);
    onNotice(
      `The clean-up journal was damaged and is set aside as ${file}.damaged. Look for IAM users, security groups and instances whose name begins with trailwright-lab- and delete them.`,
    );
    return [];
  }
}
