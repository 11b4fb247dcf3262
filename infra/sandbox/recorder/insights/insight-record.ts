import { eventTime } from "../../../cloudtrail/event-time.ts";
import type { CloudTrailRecord } from "../../../cloudtrail/record.ts";

/** The two kinds of insight that CloudTrail computes. */
export type InsightType = "ApiCallRateInsight" | "ApiErrorRateInsight";

/** What an insight is about: one API of one account and region, for error rates one error of it. */
export interface InsightSubject {
  readonly account: string;
  readonly region: string;
  readonly type: InsightType;
  readonly category: "Management" | "Data";
  readonly eventSource: string;
  readonly eventName: string;
  /** Empty for call rates. */
  readonly errorCode: string;
}

/** Who made so many calls, with what and how they ended, in one stretch of time. */
export interface Activity {
  readonly minutes: number;
  readonly calls: number;
  readonly by: Readonly<
    Record<"userIdentityArn" | "userAgent" | "errorCode", Readonly<Record<string, number>>>
  >;
}

/** One insight event: its beginning or its end. */
export interface InsightEvent {
  readonly subject: InsightSubject;
  readonly state: "Start" | "End";
  readonly time: Date;
  readonly eventID: string;
  /** The same for both. */
  readonly sharedEventID: string;
  readonly baseline: Activity;
  readonly insight: Activity;
  /** ARN of the trail whose data events they are; records on management events name none. */
  readonly source?: string;
}

/** Values shown per attribute ("CloudTrail record contents for Insights events for trails"). */
const most = 5;

/** The record of an insight event, shaped as in "Viewing Insights events for trails" (user guide, examples of 2024). */
export function insightRecord(event: InsightEvent): CloudTrailRecord {
  const { subject, state, baseline, insight } = event;
  const attributes = ["userIdentityArn", "userAgent"] as const;
  return {
    eventVersion: "1.09",
    eventTime: eventTime(event.time),
    awsRegion: subject.region,
    eventID: event.eventID,
    eventType: "AwsCloudTrailInsight",
    recipientAccountId: subject.account,
    sharedEventID: event.sharedEventID,
    insightDetails: {
      state,
      eventSource: subject.eventSource,
      eventName: subject.eventName,
      insightType: subject.type,
      ...(subject.errorCode === "" ? {} : { errorCode: subject.errorCode }),
      sourceEventCategory: subject.category,
      insightContext: {
        statistics: {
          baseline: { average: average(baseline.calls, baseline) },
          insight: { average: average(insight.calls, insight) },
          insightDuration: insight.minutes,
          baselineDuration: baseline.minutes,
        },
        attributions: [
          ...attributes,
          ...(subject.type === "ApiCallRateInsight" ? (["errorCode"] as const) : []),
        ].map((attribute) => ({
          attribute,
          insight: top(insight, attribute),
          baseline: top(baseline, attribute),
        })),
      },
      ...(event.source === undefined ? {} : { insightSource: event.source }),
    },
    eventCategory: "Insight",
  };
}

function top(activity: Activity, attribute: keyof Activity["by"]) {
  return Object.entries(activity.by[attribute])
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, most)
    .map(([value, calls]) => ({ value, average: average(calls, activity) }));
}

/** Calls per minute, to six digits, as AWS's examples have them. */
function average(calls: number, { minutes }: Activity): number {
  return Number((calls / minutes).toPrecision(6));
}
