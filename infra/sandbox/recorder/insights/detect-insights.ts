import { randomUUID } from "node:crypto";
import { trailsOf } from "../../services/cloudtrail/trails.ts";
import type { World } from "../../world.ts";
import { journalOf } from "../journal.ts";
import { queueRecord } from "../queue-record.ts";
import { type InsightCounts, insightCounts } from "./insight-counts.ts";
import { type Activity, insightRecord, type InsightSubject } from "./insight-record.ts";
import {
  activeMinutes,
  baselineMinutes,
  callsInWindow,
  decisiveMinutes,
  isUnusual,
  shortestBaselineMinutes,
  windowMinutes,
} from "./insight-rule.ts";
import { trailsWanting, watchingSince } from "./insight-trails.ts";

/** An insight that has started and not ended. */
interface OpenInsight {
  readonly subject: InsightSubject;
  readonly sharedEventID: string;
  /** Minutes since 1970. */
  readonly start: number;
  readonly baseline: Activity;
}

const openInsights = (world: World) => world.collection<OpenInsight>("cloudtrail.insights");
const progress = (world: World) =>
  world.collection<{ readonly minute: number }>("cloudtrail.insights.progress");

const keyOf = (subject: InsightSubject) =>
  JSON.stringify([
    subject.account,
    subject.region,
    subject.type,
    subject.category,
    subject.eventSource,
    subject.eventName,
    subject.errorCode,
  ]);

/** Looks for insights once a minute of the world's clock. Returns the way to stop. */
export function watchInsights(world: World): () => void {
  // Calls count inside their transactions, where no table should have to be made.
  insightCounts(world);
  return world.clock.every(60_000, () => {
    try {
      detectInsights(world);
    } catch (error) {
      // A full disk: what is counted stays, the next minute tries again.
      process.emitWarning(error as Error);
    }
  });
}

/**
 * Judges every minute that is over and was not judged yet: insights that start or end are delivered to the trails that
 * want them, and kept for LookupEvents. What comes out does not depend on how often it is called.
 */
export function detectInsights(world: World): void {
  const open = [...openInsights(world).entries()].map(([, insight]) => insight);
  if (open.length === 0 && !trailsOf(world).some(({ insightSelectors }) => insightSelectors?.length)) return;
  const counts = insightCounts(world);
  const until = Math.floor(world.clock.now().getTime() / 60_000) - 1;
  const judged = progress(world).get("judged")?.minute ?? 0;
  if (until <= judged) return;
  const subjects = new Map(counts.subjects(judged - windowMinutes + 1).map((one) => [keyOf(one), one]));
  for (const { subject } of open) subjects.set(keyOf(subject), subject);
  // While nothing happens nothing is written: those minutes are judged together with the next busy one.
  if (subjects.size === 0) return;
  world.transaction(() => {
    for (const subject of subjects.values()) judge(world, counts, subject, judged, until);
    progress(world).put("judged", { minute: until });
    if (Math.floor(judged / 60) < Math.floor(until / 60)) shrink(world, counts, until);
  });
}

/** Keeps by the minute what open insights and the next windows need. */
function shrink(world: World, counts: InsightCounts, until: number): void {
  const starts = [...openInsights(world).entries()].map(([, { start }]) => start);
  counts.shrink(until, Math.min(until - 60, ...starts));
}

function judge(
  world: World,
  counts: InsightCounts,
  subject: InsightSubject,
  judged: number,
  until: number,
): void {
  const key = keyOf(subject);
  const before = openInsights(world).get(key);
  const from = Math.min(before?.start ?? judged, judged - windowMinutes + 1);
  const calls = counts.byMinute(subject, from);
  for (const minute of decisiveMinutes(calls, judged, until)) {
    const inWindow = callsInWindow(calls, minute);
    const open = openInsights(world).get(key);
    if (open) {
      if (isUnusual(inWindow, perMinute(open.baseline))) continue;
      const to = minute - 1;
      const { last } = activeMinutes(calls, { from: open.start, to, baseline: perMinute(open.baseline) });
      const insight = counts.activity(subject, open.start, last + 1);
      give(world, open, "End", last + 1, insight);
      openInsights(world).delete(key);
      continue;
    }
    const baseline = baselineOf(world, counts, subject, minute);
    if (!baseline || !isUnusual(inWindow, perMinute(baseline))) continue;
    const windowStart = minute - windowMinutes + 1;
    const { first } = activeMinutes(calls, {
      from: windowStart,
      to: minute,
      baseline: perMinute(baseline),
    });
    const opened = { subject, sharedEventID: randomUUID(), start: first, baseline };
    openInsights(world).put(key, opened);
    give(world, opened, "Start", first, counts.activity(subject, windowStart, minute + 1));
  }
}

const perMinute = ({ calls, minutes }: Activity) => calls / minutes;

/** What was usual before the window that ends with `minute`; undefined while too little of it was watched. */
function baselineOf(
  world: World,
  counts: InsightCounts,
  subject: InsightSubject,
  minute: number,
): Activity | undefined {
  const since = Math.min(...trailsWanting(world, subject).map(watchingSince));
  const to = minute - windowMinutes + 1;
  const from = Math.max(since, to - baselineMinutes);
  if (to - from < shortestBaselineMinutes) return undefined;
  // Old calls are kept by the hour, under its first minute.
  return { ...counts.activity(subject, Math.floor(from / 60) * 60, to), minutes: to - from };
}

function give(
  world: World,
  { subject, sharedEventID, baseline }: OpenInsight,
  state: "Start" | "End",
  minute: number,
  insight: Activity,
): void {
  const event = {
    ...{ subject, state, sharedEventID, baseline, insight },
    time: new Date(minute * 60_000),
    eventID: randomUUID(),
  };
  const record = insightRecord(event);
  const text = JSON.stringify(record);
  const ofData = subject.category === "Data";
  // LookupEvents knows insights on management events only.
  if (!ofData) journalOf(world).rememberInsight(record, text);
  for (const trail of trailsWanting(world, subject)) {
    const region = trail.isMultiRegionTrail ? subject.region : trail.homeRegion;
    const folder = { account: subject.account, region, family: "CloudTrail-Insight" } as const;
    const own = { ...event, eventID: randomUUID(), source: trail.arn };
    const delivered = ofData ? JSON.stringify(insightRecord(own)) : text;
    queueRecord(world, trail, folder, delivered, world.clock.now(), false);
  }
}
