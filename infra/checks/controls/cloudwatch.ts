// CloudWatch.15 to CloudWatch.17, asked of the trails' log groups and of the alarms on them: severities from "Security Hub
// CSPM controls for Amazon CloudWatch", AWS Security Hub User Guide, as of November 2026.
import { awsCli } from "../aws-cli.ts";
import type { Control } from "../control.ts";
import type { Alarm, LogGroupFacts, SetUp } from "../facts.ts";
import type { Judgement } from "../finding.ts";
import { describedTrails, failed, on, passed, unknown, type Verdict } from "../judge.ts";

const trailsOf = (setUp: SetUp, group: LogGroupFacts): readonly string[] =>
  describedTrails(setUp)
    .filter(({ description }) => description.logGroupArn === group.arn)
    .map(({ trail }) => trail.arn);

function perAlarm(
  setUp: SetUp,
  judge: (alarm: Alarm, group: LogGroupFacts) => Verdict,
): readonly Judgement[] {
  return [...setUp.logGroups.values()].flatMap((group): readonly Judgement[] => {
    const trails = trailsOf(setUp, group);
    if ("unread" in group.alarms)
      return [{ ...unknown(group.alarms.unread), resource: { type: "log group", id: group.arn }, trails }];
    return group.alarms.value.map((alarm) => ({
      ...judge(alarm, group),
      resource: { type: "alarm", id: alarm.arn },
      trails,
    }));
  });
}

/** Days that Security Hub asks for unless told otherwise. */
const wantedDays = 365;

export const cloudWatchControls: readonly Control[] = [
  {
    id: "CloudWatch.15",
    title: "Alarms on the trail do something",
    severity: "high",
    cis: [],
    asks: "Has each alarm on a metric of the trail's log group an action for the state ALARM?",
    mends: "`alarms` with `subscriptions`.",
    evaluate: (setUp) =>
      perAlarm(setUp, (alarm, { region }) =>
        alarm.actions.length > 0
          ? passed(`It tells ${alarm.actions.join(", ")}.`)
          : failed(`Alarm ${alarm.name} has no action: it goes off and nobody hears.`, {
              advice: "Give the alarm an action: put it again as it is, with --alarm-actions.",
              setting: "trailwright:alarms: compliance",
              cli: [awsCli("cloudwatch", "describe-alarms", "--alarm-names", alarm.name, "--region", region)],
            }),
      ),
  },
  {
    id: "CloudWatch.16",
    title: "The trail's log group keeps events for a year",
    severity: "medium",
    cis: [],
    asks: `Are events kept for at least ${wantedDays} days?`,
    mends: "`logGroup.retentionDays`.",
    evaluate: (setUp) =>
      [...setUp.logGroups.values()].map((group) => ({
        ...on(group.group, (found) => {
          const mend = {
            advice: `Keep events for at least ${wantedDays} days.`,
            setting: `trailwright:logGroup: { "retentionDays": ${wantedDays} }`,
            cli: [
              awsCli(
                ...["logs", "put-retention-policy", "--log-group-name", group.name],
                ...["--retention-in-days", String(wantedDays), "--region", group.region],
              ),
            ],
          };
          if (!found) {
            const create = awsCli(
              "logs",
              "create-log-group",
              "--log-group-name",
              group.name,
              "--region",
              group.region,
            );
            return failed("There is no such log group any more.", {
              advice: "Make the log group again, or take it out of the trail.",
              cli: [create, ...mend.cli],
            });
          }
          if (found.retentionDays === undefined) return passed("Events are kept for ever.");
          return found.retentionDays >= wantedDays
            ? passed(`Events are kept for ${found.retentionDays} days.`)
            : failed(`Events are kept for ${found.retentionDays} days only.`, mend);
        }),
        resource: { type: "log group" as const, id: group.arn },
        trails: trailsOf(setUp, group),
      })),
  },
  {
    id: "CloudWatch.17",
    title: "Actions of alarms on the trail are on",
    severity: "high",
    cis: [],
    asks: "Are the actions of each alarm on a metric of the trail's log group enabled?",
    mends: "`trailwright up` enables them again.",
    evaluate: (setUp) =>
      perAlarm(setUp, (alarm, { region }) =>
        alarm.actionsEnabled
          ? passed("Actions are enabled.")
          : failed(`The actions of alarm ${alarm.name} are disabled: it goes off and nobody hears.`, {
              advice: "Enable them.",
              cli: [
                awsCli("cloudwatch", "enable-alarm-actions", "--alarm-names", alarm.name, "--region", region),
              ],
            }),
      ),
  },
];
