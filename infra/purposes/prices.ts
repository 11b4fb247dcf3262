import type { EventKind } from "./purpose.ts";

/**
 * What a trail's events cost, in US dollars per 100,000 ("AWS CloudTrail pricing", as of November 2026, the same in most
 * regions). The first copy of management events in each region is free.
 */
export const eventPrices: Readonly<Record<EventKind, number>> = {
  management: 2,
  data: 0.1,
  "network-activity": 0.1,
};

/** What insights cost, in US dollars per 100,000 management events analyzed, for each type of insight. */
export const insightPrice = 0.35;

/** What a purpose costs, in words; another trail that records management events makes this one a second copy. */
export function costOf(events: readonly EventKind[], insights: number): string {
  const parts = events.map((kind) =>
    kind === "management"
      ? `the first copy of management events in a region is free, each further copy $${eventPrices.management.toFixed(2)} per 100,000 events`
      : `${kind === "data" ? "data events" : "network activity events"} $${eventPrices[kind].toFixed(2)} per 100,000`,
  );
  if (insights > 0)
    parts.push(
      `insights $${insightPrice.toFixed(2)} per 100,000 events analyzed, for each of ${insights} types`,
    );
  return `${parts.join("; ")}; S3 storage besides`;
}
