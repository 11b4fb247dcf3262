import type { StackSettings } from "../stacks/settings.ts";

/** What an estimate supposes, because nobody knows it beforehand. */
export interface Assumptions {
  /** Events a month that the trail records. */
  readonly events: number;
  /** Where that number comes from: "assumed", "--events", "measured …". */
  readonly eventsFrom: string;
  /** Bytes of one event as JSON. */
  readonly bytesPerEvent: number;
  /** How much smaller gzip makes log files. */
  readonly compression: number;
  /** Log files a month: one each five minutes and region that has events, and a digest an hour. */
  readonly files: number;
  readonly digests: number;
  /** How many times a month the log files are read whole, by tail, Athena or validation. */
  readonly readings: number;
}

/** Events a month for each purpose, of a small account that people and pipelines work in. */
const eventsByPurpose: Readonly<Record<NonNullable<StackSettings["purpose"]>, number>> = {
  management: 300_000,
  "security-changes": 30_000,
  "s3-objects": 2_000_000,
  "lambda-invocations": 1_000_000,
  "dynamodb-items": 3_000_000,
  "network-activity": 500_000,
  insights: 300_000,
  investigation: 250_000,
  custom: 300_000,
};

/** Hours of a month as AWS bills it (365 × 24 / 12). */
export const hoursPerMonth = 730;

/**
 * The assumptions for a stack; `events` a month wins over the default of its purpose. 1.4 KB an event is what public
 * samples of log files have (2,185 records: 1.3 KB); gzip makes files of 5, 20 and 100 of them 4.2, 6.6 and 8.3 times
 * smaller. Pure.
 */
export function assumptionsFor(
  settings: Pick<StackSettings, "purpose">,
  measured?: { readonly events: number; readonly from: string },
): Assumptions {
  const events = measured?.events ?? eventsByPurpose[settings.purpose ?? "management"];
  const slots = hoursPerMonth * 12;
  return {
    events,
    eventsFrom: measured?.from ?? "assumed for a small account; --events N says it better",
    bytesPerEvent: 1400,
    compression: 6.6,
    // Two regions see traffic in a small account: its own, and us-east-1 with the global services.
    files: Math.min(2 * slots, events),
    digests: 2 * hoursPerMonth,
    readings: 1,
  };
}
