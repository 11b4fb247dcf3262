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

const swept = new WeakMap<World, number>();

/** Removes what groups no longer keep, at most once an hour of the world's clock. */
export function sweepEvents(world: World): void {
  const now = world.clock.now().getTime();
  const last = swept.get(world);
  if (last !== undefined && now >= last && now - last < hour) return;
  swept.set(world, now);
  for (const group of allGroups(world))
    if (group.retentionInDays !== undefined) eventsOf(world).forgetGroup(group.id, keptSince(world, group));
}
