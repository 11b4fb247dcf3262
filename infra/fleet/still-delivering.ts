import type { StackEntry } from "../stacks/list-stacks.ts";
import type { StackSettings } from "../stacks/settings.ts";
import { deliversInto } from "./stack-needs.ts";

/**
 * Stacks whose trails deliver into a log archive that is to be destroyed, and which stay: those of ours that are up (or
 * were when they were last heard of) and not among `leaving`.
 */
export function stillDelivering(
  archive: StackSettings,
  entries: readonly Pick<StackEntry, "stack" | "settings" | "summary">[],
  leaving: readonly string[],
): string[] {
  return entries.flatMap(({ stack, settings, summary }) =>
    settings && summary?.through && !leaving.includes(stack) && deliversInto(settings, archive)
      ? [stack]
      : [],
  );
}
