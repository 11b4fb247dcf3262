// Security Hub's controls on trails: severities and CIS numbers from "Security Hub CSPM controls for AWS CloudTrail",
// AWS Security Hub User Guide, as of November 2026.
import { awsCli } from "../aws-cli.ts";
import { type Control, cis } from "../control.ts";
import type { Read, SetUp, TrailFacts } from "../facts.ts";
import type { Judgement } from "../finding.ts";
import {
  account,
  type DescribedTrail,
  describedTrails,
  failed,
  on,
  passed,
  perTrail,
  unknown,
} from "../judge.ts";
import { managementCoverage } from "../recorded-events.ts";

/** A command on a trail, in its home region. */
export const onTrail = (verb: string, { arn, homeRegion }: TrailFacts, ...more: readonly string[]): string =>
  awsCli(
    "cloudtrail",
    verb,
    verb.endsWith("selectors") ? "--trail-name" : "--name",
    arn,
    ...more,
    "--region",
    homeRegion,
  );

/** Selectors that take every management event. */
export const allManagementEvents = (trail: TrailFacts): string =>
  onTrail(
    "put-event-selectors",
    trail,
    "--advanced-event-selectors",
    JSON.stringify([
      { Name: "Management events", FieldSelectors: [{ Field: "eventCategory", Equals: ["Management"] }] },
    ]),
  );

/** Why a trail is not the one that CloudTrail.1 asks for, one sentence part; undefined when it is. */
function shortcoming({ trail, description }: DescribedTrail): Read<string | undefined> {
  if (!description.multiRegion) return { value: "records one region only" };
  if ("unread" in trail.status) return trail.status;
  if (!trail.status.value.logging) return { value: "is not logging" };
  if ("unread" in trail.selection) return trail.selection;
  for (const direction of ["write", "read"] as const) {
    const { extent, except } = managementCoverage(trail.selection.value, direction);
    if (extent === "none") return { value: `records no ${direction} management events` };
    if (extent === "part") return { value: `records a part of the ${direction} management events` };
    if (extent === "except") return { value: `leaves out the events of ${except.join(" and ")}` };
  }
  return { value: undefined };
}

/** The trail that records all management events of all regions; else why none does. */
export function completeTrail(
  setUp: SetUp,
): { readonly trail: DescribedTrail } | { readonly why: Judgement; readonly closest?: TrailFacts } {
  const resource = account(setUp);
  if ("unread" in setUp.trails) return { why: { ...unknown(setUp.trails.unread), resource } };
  const described = describedTrails(setUp);
  const judged = described.map((each) => ({ each, short: shortcoming(each) }));
  const complete = judged.find(({ short }) => "value" in short && short.value === undefined);
  if (complete) return { trail: complete.each };
  const unread = [
    ...setUp.trails.value.map(({ description }) => description),
    ...judged.map(({ short }) => short),
  ].find((read) => "unread" in read);
  if (unread && "unread" in unread) return { why: { ...unknown(unread.unread), resource } };
  const reasons = judged.map(
    ({ each, short }) => `${each.trail.name} ${"value" in short ? short.value : ""}`,
  );
  const evidence = reasons.length > 0 ? `${reasons.join("; ")}.` : "The account has no trail.";
  const closest =
    described.find(({ trail }) => reasons.some((text) => text.startsWith(`${trail.name} leaves out`))) ??
    described[0];
  const mend = closest
    ? {
        advice:
          "Make one trail record all regions and all management events, reads and writes, without exclusions.",
        setting: "trailwright:purpose: management",
        cli: [
          ...(closest.description.multiRegion
            ? []
            : [onTrail("update-trail", closest.trail, "--is-multi-region-trail")]),
          allManagementEvents(closest.trail),
          onTrail("start-logging", closest.trail),
        ],
      }
    : {
        advice: "Make a trail: `trailwright lab` leads through it, `trailwright up` does it at once.",
        setting: "trailwright:purpose: management",
      };
  return { why: { ...failed(evidence, mend), resource }, ...(closest ? { closest: closest.trail } : {}) };
}

export const cloudTrailControls: readonly Control[] = [
  {
    id: "CloudTrail.1",
    title: "A trail of all regions records all management events, reads and writes",
    severity: "high",
    cis: cis({ "5.0.0": "3.1", "3.0.0": "3.1", "1.4.0": "3.1", "1.2.0": "2.1" }),
    asks: "Is there a trail that is logging, of all regions, with every management event? Leaving out KMS or RDS Data API events fails it.",
    mends: "The purpose `management`; take exclusions out of the selectors.",
    evaluate(setUp) {
      const found = completeTrail(setUp);
      if ("why" in found) return [found.why];
      return [{ ...passed(`${found.trail.trail.name} records them.`), resource: account(setUp) }];
    },
  },
  {
    id: "CloudTrail.2",
    title: "Log files are encrypted with a KMS key",
    severity: "medium",
    cis: cis({ "5.0.0": "3.5", "3.0.0": "3.5", "1.4.0": "3.7", "1.2.0": "2.7" }),
    asks: "Does the trail name a KMS key?",
    mends: "`kmsKey: own`, or the ARN of a key whose policy lets CloudTrail encrypt.",
    evaluate: (setUp) =>
      perTrail(setUp, ({ trail, description: { kmsKeyId } }) =>
        kmsKeyId
          ? passed(`Log files are encrypted with ${kmsKeyId}.`)
          : failed("Log files are encrypted with S3's own keys only.", {
              advice:
                "Give the trail a KMS key whose policy lets CloudTrail encrypt with it and readers decrypt.",
              setting: "trailwright:kmsKey: own",
              cli: [onTrail("update-trail", trail, "--kms-key-id", "KEY_ARN")],
            }),
      ),
  },
  {
    id: "CloudTrail.3",
    title: "At least one trail is on",
    severity: "high",
    cis: [],
    asks: "Is any trail of the account logging?",
    mends: "Make a trail, or start the one there is.",
    evaluate(setUp) {
      const resource = account(setUp);
      if ("unread" in setUp.trails) return [{ ...unknown(setUp.trails.unread), resource }];
      const trails = setUp.trails.value;
      const on = trails.find(({ status }) => "value" in status && status.value.logging);
      if (on) return [{ ...passed(`${on.name} is logging.`), resource }];
      const unread = trails.find(({ status }) => "unread" in status)?.status;
      if (unread && "unread" in unread) return [{ ...unknown(unread.unread), resource }];
      const [first] = trails;
      const evidence = first ? `None of ${trails.length} trails is logging.` : "The account has no trail.";
      const advice = first ? "Start the trail." : "Make a trail: `trailwright lab` leads through it.";
      return [
        {
          ...failed(evidence, { advice, ...(first ? { cli: [onTrail("start-logging", first)] } : {}) }),
          resource,
        },
      ];
    },
  },
  {
    id: "CloudTrail.4",
    title: "Log file validation is on",
    severity: "low",
    cis: cis({ "5.0.0": "3.2", "3.0.0": "3.2", "1.4.0": "3.2", "1.2.0": "2.2" }),
    asks: "Does the trail deliver signed digests, by which changed and removed log files are found?",
    mends: "Every trail of ours has it; `trailwright up` turns it on again.",
    evaluate: (setUp) =>
      perTrail(setUp, ({ trail, description }) =>
        description.validation
          ? passed("Digest files are delivered.")
          : failed("Log file validation is off: nobody can tell whether log files were changed or removed.", {
              advice: "Turn log file validation on; `trailwright up` does it for a stack of ours.",
              cli: [onTrail("update-trail", trail, "--enable-log-file-validation")],
            }),
      ),
  },
  {
    id: "CloudTrail.5",
    title: "The trail delivers to CloudWatch Logs too",
    severity: "low",
    cis: cis({ "1.4.0": "3.4", "1.2.0": "2.4" }),
    asks: "Does the trail name a log group?",
    mends: "`logGroup`, with the days its events are kept.",
    evaluate: (setUp) =>
      perTrail(setUp, ({ trail, description: { logGroupArn } }) =>
        logGroupArn
          ? passed(`Events go to ${logGroupArn}.`)
          : failed("Events go to S3 only: nothing can be alerted of within minutes.", {
              advice: "Give the trail a log group, and a role that CloudTrail writes to it with.",
              setting: 'trailwright:logGroup: { "retentionDays": 365 }',
              cli: [
                onTrail(
                  "update-trail",
                  trail,
                  "--cloud-watch-logs-log-group-arn",
                  "LOG_GROUP_ARN:*",
                  "--cloud-watch-logs-role-arn",
                  "ROLE_ARN",
                ),
              ],
            }),
      ),
  },
  {
    id: "CloudTrail.9",
    title: "The trail has tags",
    severity: "low",
    cis: [],
    asks: "Does the trail have a tag of its owner's?",
    mends: "`tags`.",
    evaluate: (setUp) =>
      perTrail(setUp, ({ trail }) =>
        on(trail.tags, (tags) => {
          const own = Object.keys(tags).filter((key) => !key.startsWith("aws:"));
          if (own.length > 0) return passed(`Tags: ${own.join(", ")}.`);
          return failed("The trail has no tags.", {
            advice: "Tag it, so that one can tell whose it is.",
            setting: 'trailwright:tags: { "Owner": "security" }',
            cli: [
              awsCli(
                "cloudtrail",
                "add-tags",
                "--resource-id",
                trail.arn,
                "--tags-list",
                "Key=Owner,Value=security",
                "--region",
                trail.homeRegion,
              ),
            ],
          });
        }),
      ),
  },
];
