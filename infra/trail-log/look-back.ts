import { dayPrefix, logFileKey, type TrailLocation } from "../cloudtrail/object-key.ts";

const minute = 60_000;
const day = 24 * 60 * minute;

/**
 * A file appears up to about 20 minutes after the time in its name (measured in real buckets), and nothing promises that it is not
 * later. Keys do not arrive in their order: what was the last key says nothing about the next.
 */
const lookBack = 30 * minute;
/** To be safe, days are listed again for so much longer; it costs nothing while a listing fits in a page. */
const dayLookBack = 6 * 60 * minute;
/** Where a day's folder holds more than a page, most passes look back only this far, and once in a while at all of it. */
const shortLookBack = 60 * minute;

/** Start of the day (UTC) to list from at first. A file's name is never earlier than its records; clocks may differ a little. */
export function firstDay(since: number | undefined, now: number): number {
  return startOfDay(since === undefined ? now - lookBack : since - 5 * minute);
}

/**
 * Start of the day to list from after a complete pass, however long ago that was (sleep, network loss); never before the
 * first day.
 */
export function nextDay(first: number, lastComplete: number): number {
  return Math.max(first, startOfDay(lastComplete - dayLookBack));
}

/** Listing what sorts after this key gives the region's files of that day and later. */
export function afterDay(location: TrailLocation, region: string, start: number): string {
  return dayPrefix(location, "CloudTrail", region, new Date(start));
}

/** Listing what sorts after this key gives the files named within the short look-back. */
export function afterRecent(location: TrailLocation, region: string, now: number): string {
  const time = new Date(now - shortLookBack);
  return logFileKey({ ...location, family: "CloudTrail", region, time, unique: "" });
}

const startOfDay = (time: number): number => Math.floor(time / day) * day;
