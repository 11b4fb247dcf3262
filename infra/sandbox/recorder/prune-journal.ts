import type { World } from "../world.ts";
import type { DeliveryQueue } from "./delivery-queue.ts";
import { journalOf } from "./journal.ts";

const hour = 3_600_000;
const day = 24 * hour;

/** The event history reaches back this far ("Viewing events with CloudTrail event history", user guide). */
export const historyDays = 90;

/** Refused log files are tried again for this long ("GetTrailStatus", CloudTrail user guide), then given up. */
const redeliveryDays = 30;

const pruned = new WeakMap<World, number>();

/** Forgets what is too old, at most once an hour of the world's clock. */
export function pruneJournal(world: World, queue: DeliveryQueue): void {
  const now = world.clock.now().getTime();
  if (now - (pruned.get(world) ?? Number.NEGATIVE_INFINITY) < hour) return;
  pruned.set(world, now);
  journalOf(world).forgetBefore(new Date(now - historyDays * day));
  queue.dropOlder(now - redeliveryDays * day);
}
