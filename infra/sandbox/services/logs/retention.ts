import type { World } from "../../world.ts";
import { eventsOf } from "./event-store.ts";
import { allGroups, type LogGroup } from "./state.ts";

const hour = 3_600_000;
const day = 24 * hour;

/** Days a group may keep its events ("PutRetentionPolicy", CloudWatch Logs API Reference). */
export const retentions: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** From when on a group's events are kept, in epoch milliseconds; older ones are not shown any more. */
export function keptSince(world: World, { retentionInDays }: LogGroup): number {
  return retentionInDays === undefined ? 0 : world.clock.now().getTime() - retentionInDays * day;
}

/** Removes every hour of the world's clock what groups no longer keep; returns the way to stop. */
export function keepRetention(
  world: World,
  onProblem: (error: unknown) => void = (error) => process.emitWarning(error as Error),
): () => void {
  // Made here, outside of any transaction that could take the table back.
  const events = eventsOf(world);
  return world.clock.every(hour, () => {
    try {
      world.transaction(() => {
        for (const group of allGroups(world))
          if (group.retentionInDays !== undefined) events.forgetGroup(group.id, keptSince(world, group));
      });
    } catch (error) {
      onProblem(error);
    }
  });
}
