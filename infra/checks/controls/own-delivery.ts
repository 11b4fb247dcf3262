// Our own questions about what trails deliver; "GetTrailStatus", CloudTrail API Reference, has the facts.
import { awsCli } from "../aws-cli.ts";
import type { Control } from "../control.ts";
import type { Delivery, SetUp, TrailFacts, TrailStatus } from "../facts.ts";
import type { Mend } from "../finding.ts";
import { failed, on, passed, perTrail, type Verdict } from "../judge.ts";
import { onTrail } from "./cloudtrail.ts";

const at = (time: number): string => `${new Date(time).toISOString().slice(0, 16).replace("T", " ")} UTC`;

/** "since 2026-11-20 10:00 UTC (3 days ago)", from the last delivery that went well. */
function since(delivery: Delivery, status: TrailStatus, { readAt }: SetUp): string {
  const begun = delivery.succeededAt ?? status.startedAt;
  if (begun === undefined) return "none has ever gone well";
  const days = Math.floor((readAt - begun) / 86_400_000);
  const hours = Math.floor((readAt - begun) / 3_600_000);
  const ago = days > 0 ? `${days} days ago` : hours > 0 ? `${hours} hours ago` : "less than an hour ago";
  return delivery.succeededAt === undefined
    ? `none has gone well since the trail was started, ${at(begun)} (${ago})`
    : `the last that went well was ${at(begun)} (${ago})`;
}

/** Asks each trail whether one kind of its deliveries goes well. */
function judgeDelivery(
  setUp: SetUp,
  what: string,
  pick: (status: TrailStatus) => Delivery,
  mend: (trail: TrailFacts, error: string) => Mend,
  applies: (trail: TrailFacts) => boolean = () => true,
) {
  return perTrail(setUp, ({ trail }) => {
    if (!applies(trail)) return undefined;
    return on(trail.status, (status): Verdict => {
      const delivery = pick(status);
      if (delivery.error)
        return failed(
          `${what} fail with ${delivery.error}: ${since(delivery, status, setUp)}.`,
          mend(trail, delivery.error),
        );
      return passed(
        delivery.succeededAt === undefined
          ? `No ${what} yet, and no error.`
          : `The last one was ${at(delivery.succeededAt)}.`,
      );
    });
  });
}

/** What is behind an error code of S3's or KMS's, as far as it tells. */
function causeOf(error: string): string {
  if (/^NoSuchBucket/.test(error))
    return "The bucket does not exist any more: make it again, or give the trail another.";
  if (/^KMS|^Kms/.test(error))
    return "The KMS key refuses: see that it is enabled and that its policy lets CloudTrail encrypt.";
  if (/AccessDenied/.test(error))
    return "The bucket policy (or the key's) keeps CloudTrail out: TW.3 says what is missing in it.";
  return "Look at the bucket's policy, its encryption and its region.";
}

export const deliveryControls: readonly Control[] = [
  {
    id: "TW.1",
    title: "The trail is logging",
    severity: "critical",
    cis: [],
    asks: "Has nobody stopped the trail?",
    mends: "`trailwright up` starts it again.",
    evaluate: (setUp) =>
      perTrail(setUp, ({ trail }) =>
        on(trail.status, (status) => {
          if (status.logging) return passed("It is logging.");
          const stopped =
            status.stoppedAt === undefined
              ? "It was never started"
              : `It was stopped ${at(status.stoppedAt)}`;
          return failed(`${stopped}: nothing is recorded.`, {
            advice: "Start it, and find out who stopped it: filter the event history for StopLogging.",
            cli: [
              onTrail("start-logging", trail),
              awsCli(
                ...["cloudtrail", "lookup-events", "--lookup-attributes"],
                ...["AttributeKey=EventName,AttributeValue=StopLogging", "--region", trail.homeRegion],
              ),
            ],
          });
        }),
      ),
  },
  {
    id: "TW.4",
    title: "Log files are delivered",
    severity: "critical",
    cis: [],
    asks: "Did the last delivery to the bucket go well? A trail says it is logging while all its deliveries fail.",
    mends: "What the error code says; TW.3 looks at the bucket policy.",
    evaluate: (setUp) =>
      judgeDelivery(
        setUp,
        "deliveries of log files",
        ({ logFiles }) => logFiles,
        (trail, error) => ({
          advice: `${causeOf(error)} CloudTrail keeps trying for 30 days.`,
          cli: [onTrail("get-trail-status", trail)],
        }),
      ),
  },
  {
    id: "TW.5",
    title: "Digests are delivered",
    severity: "medium",
    cis: [],
    asks: "Did the last delivery of a digest go well?",
    mends:
      "What the error code says; digests go below `CloudTrail-Digest/`, which a narrow bucket policy forgets.",
    evaluate: (setUp) =>
      judgeDelivery(
        setUp,
        "deliveries of digests",
        ({ digests }) => digests,
        (trail, error) => ({
          advice: `${causeOf(error)} Digests go below AWSLogs/ACCOUNT/CloudTrail-Digest/, beside the log files.`,
          cli: [onTrail("get-trail-status", trail)],
        }),
        (trail) => "value" in trail.description && trail.description.value.validation,
      ),
  },
  {
    id: "TW.6",
    title: "Events reach CloudWatch Logs",
    severity: "medium",
    cis: [],
    asks: "Did the last delivery to the log group go well? Alarms hear of nothing else.",
    mends: "The log group must exist, and the role must let CloudTrail create streams and put events there.",
    evaluate: (setUp) =>
      judgeDelivery(
        setUp,
        "deliveries to CloudWatch Logs",
        ({ logGroup }) => logGroup,
        (trail) => ({
          advice:
            "See that the log group is there and that the trail's role trusts cloudtrail.amazonaws.com and allows logs:CreateLogStream and logs:PutLogEvents on it.",
          setting: 'trailwright:logGroup: { "retentionDays": 365 }',
          cli: [onTrail("get-trail-status", trail)],
        }),
        (trail) => "value" in trail.description && trail.description.value.logGroupArn !== undefined,
      ),
  },
];
