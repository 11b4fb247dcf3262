import { TrailwrightError } from "../../errors.ts";
import type { JournalEntry } from "../clean-up-journal.ts";
import type { ActivityContext } from "./activity.ts";

/**
 * Creates something, uses it, and removes it whatever happens in between. The journal knows of it before it is
 * created and forgets it only after it is removed, so a failed removal is tried again on the next start.
 */
export async function createAndRemove<Made>(
  entry: JournalEntry,
  context: ActivityContext,
  steps: {
    create(): Promise<Made>;
    use?(made: Made): Promise<void>;
    /** `made` is undefined when the answer to the creation was lost: it has to be looked for by the entry's name. */
    remove(made: Made | undefined): Promise<void>;
  },
): Promise<void> {
  await context.journal.add(entry);
  let made: Made;
  try {
    made = await steps.create();
  } catch (error) {
    if (!wasRefused(error)) await steps.remove(undefined);
    await context.journal.remove(entry);
    throw error;
  }
  try {
    if (!context.signal.aborted) await steps.use?.(made);
  } finally {
    await steps.remove(made);
    await context.journal.remove(entry);
  }
}

/** AWS answered and said no, so nothing exists. */
function wasRefused(error: unknown): boolean {
  const cause = error instanceof TrailwrightError ? error.cause : error;
  const status = (cause as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata
    ?.httpStatusCode;
  return status !== undefined && status >= 400 && status < 500;
}
