import type { StatementSync } from "node:sqlite";
import type { CloudTrailRecord } from "../../../cloudtrail/record.ts";
import type { World } from "../../world.ts";
import type { Activity, InsightSubject } from "./insight-record.ts";
import { baselineMinutes, type CallsByMinute } from "./insight-rule.ts";

const schema = `
  CREATE TABLE IF NOT EXISTS cloudtrail_insight_counts (
    account TEXT NOT NULL, region TEXT NOT NULL, category TEXT NOT NULL, source TEXT NOT NULL, name TEXT NOT NULL,
    error TEXT NOT NULL, arn TEXT NOT NULL, agent TEXT NOT NULL, read_only INTEGER NOT NULL, minute INTEGER NOT NULL,
    calls INTEGER NOT NULL,
    PRIMARY KEY (account, region, category, source, name, error, arn, agent, minute)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS cloudtrail_insight_counts_by_minute ON cloudtrail_insight_counts (minute);`;

const minuteOf = (time: string) => Math.floor(Date.parse(time) / 60_000);

/** How often which API was called by whom, minute by minute: what insights are computed from. */
export class InsightCounts {
  readonly #db: World["db"];
  readonly #add: StatementSync;
  readonly #subjects: StatementSync;

  constructor(world: World) {
    this.#db = world.db;
    world.db.exec(schema);
    this.#add = world.db.prepare(
      `INSERT INTO cloudtrail_insight_counts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
       ON CONFLICT DO UPDATE SET calls = calls + 1`,
    );
    const of = `account, region, category, source AS eventSource, name AS eventName`;
    this.#subjects = world.db.prepare(
      `SELECT DISTINCT 'ApiCallRateInsight' AS type, ${of}, '' AS errorCode FROM cloudtrail_insight_counts
         WHERE minute >= ?1 AND (read_only = 0 OR category = 'Data')
       UNION SELECT DISTINCT 'ApiErrorRateInsight' AS type, ${of}, error AS errorCode FROM cloudtrail_insight_counts
         WHERE minute >= ?1 AND error <> ''`,
    );
  }

  /** Counts a management or data event. */
  add(record: CloudTrailRecord): void {
    this.#add.run(
      record.recipientAccountId ?? "",
      record.awsRegion ?? "",
      record.eventCategory ?? "",
      record.eventSource ?? "",
      record.eventName ?? "",
      record.errorCode ?? "",
      whoOf(record),
      record.userAgent ?? "",
      Number(record.readOnly ?? false),
      minuteOf(record.eventTime),
    );
  }

  /** What there are calls of from minute `from` on. */
  subjects(from: number): readonly InsightSubject[] {
    return this.#subjects.all(from) as unknown as InsightSubject[];
  }

  /** A subject's calls, minute by minute, from minute `from` on. */
  byMinute(subject: InsightSubject, from: number): CallsByMinute {
    const rows = this.#db
      .prepare(
        `SELECT minute, SUM(calls) AS calls FROM cloudtrail_insight_counts
         WHERE ${ofSubject(subject)} AND minute >= ? GROUP BY minute`,
      )
      .all(...valuesOf(subject), from);
    return new Map(rows.map(({ minute, calls }) => [Number(minute), Number(calls)]));
  }

  /** A subject's calls from minute `from` up to, not including, minute `to`. */
  activity(subject: InsightSubject, from: number, to: number): Activity {
    const rows = this.#db
      .prepare(
        `SELECT error, arn, agent, SUM(calls) AS calls FROM cloudtrail_insight_counts
         WHERE ${ofSubject(subject)} AND minute >= ? AND minute < ? GROUP BY error, arn, agent`,
      )
      .all(...valuesOf(subject), from, to);
    const by = { userIdentityArn: new Tally(), userAgent: new Tally(), errorCode: new Tally() };
    let sum = 0;
    for (const row of rows) {
      const calls = Number(row["calls"]);
      sum += calls;
      by.userIdentityArn.add(String(row["arn"]), calls);
      by.userAgent.add(String(row["agent"]), calls);
      by.errorCode.add(String(row["error"]) || "null", calls);
    }
    const { userIdentityArn, userAgent, errorCode } = by;
    return {
      minutes: to - from,
      calls: sum,
      by: {
        userIdentityArn: userIdentityArn.values(),
        userAgent: userAgent.values(),
        errorCode: errorCode.values(),
      },
    };
  }

  /**
   * Keeps the counts small: what is older than a baseline goes, and what happened before minute `detailed` is kept by
   * the hour.
   */
  shrink(now: number, detailed: number): void {
    const before = Math.floor(detailed / 60) * 60;
    this.#db
      .prepare("DELETE FROM cloudtrail_insight_counts WHERE minute < ?")
      .run(now - baselineMinutes - 60);
    this.#db
      .prepare(
        `INSERT INTO cloudtrail_insight_counts
           SELECT account, region, category, source, name, error, arn, agent, read_only, minute / 60 * 60, SUM(calls)
           FROM cloudtrail_insight_counts WHERE minute < ?1 AND minute % 60 <> 0
           GROUP BY account, region, category, source, name, error, arn, agent, minute / 60
         ON CONFLICT DO UPDATE SET calls = calls + excluded.calls`,
      )
      .run(before);
    this.#db
      .prepare("DELETE FROM cloudtrail_insight_counts WHERE minute < ? AND minute % 60 <> 0")
      .run(before);
  }
}

const counts = new WeakMap<World["db"], InsightCounts>();

/** The counts of a world; their table is made when they are first asked for. */
export function insightCounts(world: World): InsightCounts {
  let known = counts.get(world.db);
  if (!known) {
    known = new InsightCounts(world);
    // Tables made inside a transaction vanish when it rolls back; the next call has to make them again.
    if (!world.db.isTransaction) counts.set(world.db, known);
  }
  return known;
}

class Tally {
  readonly #calls = new Map<string, number>();

  add(value: string, calls: number): void {
    this.#calls.set(value, (this.#calls.get(value) ?? 0) + calls);
  }

  values(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#calls);
  }
}

function ofSubject({ type, category }: InsightSubject): string {
  const which = "account = ? AND region = ? AND category = ? AND source = ? AND name = ?";
  if (type === "ApiErrorRateInsight") return `${which} AND error = ?`;
  return category === "Data" ? which : `${which} AND read_only = 0`;
}

function valuesOf({ account, region, category, eventSource, eventName, errorCode, type }: InsightSubject) {
  const values = [account, region, category, eventSource, eventName];
  return type === "ApiErrorRateInsight" ? [...values, errorCode] : values;
}

/** Sessions of one role count as one ("userIdentityArn" in AWS's examples has no session name). */
function whoOf({ userIdentity }: CloudTrailRecord): string {
  const who = userIdentity?.arn ?? userIdentity?.invokedBy ?? userIdentity?.principalId ?? "";
  return who.replace(/^(arn:[^:]*:sts::\d*:assumed-role\/[^/]+)\/.*$/, "$1");
}
