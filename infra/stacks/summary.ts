import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import type { Paths } from "../paths.ts";
import { writeFile } from "./write-file.ts";

const summarySchema = z.object({
  kind: z.enum(["up", "refresh", "destroy"]),
  /** When it ended, epoch milliseconds. */
  at: z.number(),
  succeeded: z.boolean(),
  /** How far the set-up goes. Left out when nothing exists any more. */
  through: z.enum(["bucket", "policy", "trail"]).optional(),
  /** Of the last operation that succeeded. Parts that do not exist are left out. */
  outputs: z
    .object({
      accountId: z.string(),
      region: z.string(),
      bucketName: z.string(),
      bucketArn: z.string(),
      policyDocument: z.string(),
      trailName: z.string(),
      trailArn: z.string(),
      logPrefix: z.string(),
      logGroupName: z.string(),
      alarmTopicArn: z.string(),
      queueUrl: z.string(),
      kmsKeyArn: z.string(),
      athenaWorkgroup: z.string(),
      athenaTable: z.string(),
    })
    .partial(),
});

/** What the last operations on a stack left. */
export type StackSummary = z.infer<typeof summarySchema>;

/** Where a stack's summary is kept. */
export const summaryFile = (paths: Paths, stack: string): string =>
  join(paths.stacks, `${stack}.summary.json`);

/** What the last operations on the stack left, or undefined before the first one. A file that is not ours counts as none. */
export function readSummary(paths: Paths, stack: string): StackSummary | undefined {
  const file = summaryFile(paths, stack);
  if (!existsSync(file)) return undefined;
  try {
    return summarySchema.safeParse(JSON.parse(readFileSync(file, "utf8"))).data;
  } catch {
    // Half a file cannot be (it is renamed into place); somebody else's is no reason to stop: up writes it anew.
    return undefined;
  }
}

/** Keeps what an operation left. */
export function writeSummary(paths: Paths, stack: string, summary: StackSummary): void {
  writeFile(summaryFile(paths, stack), `${JSON.stringify(summary, null, 2)}\n`);
}
