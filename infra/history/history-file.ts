import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import type { Paths } from "../paths.ts";
import { writeFile } from "../stacks/write-file.ts";

/** Older operations of a stack are forgotten beyond twice this number. */
const keptOperations = 500;

const entrySchema = z.object({
  /** Counts up per stack, from 1. */
  number: z.int(),
  stack: z.string(),
  kind: z.enum(["up", "refresh", "destroy"]),
  /** When it began, epoch milliseconds. */
  at: z.number(),
  seconds: z.number(),
  /** ARN of the identity whose credentials were used. */
  who: z.string(),
  accountId: z.string(),
  region: z.string(),
  target: z.enum(["sandbox", "account"]),
  outcome: z.enum(["succeeded", "failed", "cancelled"]),
  /** How many resources each step touched. */
  changes: z.record(z.string(), z.number()),
  /** Of the Pulumi engine; left out if none was found. */
  engineVersion: z.string().optional(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
  /** File name of the state as it was before, in the stack's folder. */
  stateBefore: z.string().optional(),
});

/** One operation that changed (or would have changed) a stack. */
export type OperationRecord = z.infer<typeof entrySchema>;

/** Folder of the histories: one file and one folder of states per stack. It outlives the stacks. */
export const historyFolder = (paths: Paths): string => join(paths.home, "history");

const historyFile = (paths: Paths, stack: string): string => join(historyFolder(paths), `${stack}.jsonl`);

/**
 * Operations on a stack, oldest first. Pulumi keeps a history too, but forgets it with the stack, knows no identity, and
 * nothing of what failed before the engine began. Lines that are not ours are passed over.
 */
export function readHistory(paths: Paths, stack: string): OperationRecord[] {
  const file = historyFile(paths, stack);
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line) => {
      try {
        const entry = entrySchema.safeParse(JSON.parse(line));
        return entry.success ? [entry.data] : [];
      } catch {
        return [];
      }
    });
}

/** Stacks that have a history, by name; some may be gone. */
export function listHistories(paths: Paths): string[] {
  const folder = historyFolder(paths);
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith(".jsonl"));
  return names.map((name) => name.slice(0, -".jsonl".length)).sort();
}

/** Adds an operation to its stack's history, under the next number. */
export function appendHistory(paths: Paths, entry: Omit<OperationRecord, "number">): void {
  const file = historyFile(paths, entry.stack);
  const before = readHistory(paths, entry.stack);
  const numbered = { number: (before.at(-1)?.number ?? 0) + 1, ...entry };
  if (before.length >= 2 * keptOperations) {
    const recent = [...before.slice(-keptOperations), numbered];
    return writeFile(file, recent.map((one) => `${JSON.stringify(one)}\n`).join(""));
  }
  mkdirSync(historyFolder(paths), { recursive: true, mode: 0o700 });
  // One short line at a time: two processes that append do not mix them up.
  appendFileSync(file, `${JSON.stringify(numbered)}\n`, { mode: 0o600 });
}
