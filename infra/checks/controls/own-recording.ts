// Our own questions about what trails record: too little, the same twice, or themselves.
import type { CloudTrailRecord } from "../../cloudtrail/record.ts";
import { familyPrefix } from "../../cloudtrail/object-key.ts";
import { partitionOf } from "../../cloudtrail/partition.ts";
import { selects } from "../../cloudtrail/event-selectors.ts";
import { alerts } from "../../alerts/catalogue.ts";
import { eventPrices } from "../../purposes/prices.ts";
import type { Control } from "../control.ts";
import type { SetUp } from "../facts.ts";
import {
  type DescribedTrail,
  describedTrails,
  failed,
  on,
  passed,
  perTrail,
  unknown,
  type Verdict,
} from "../judge.ts";
import { managementCoverage } from "../recorded-events.ts";
import { judgeAlert } from "./alerts.ts";
import { allManagementEvents, onTrail } from "./cloudtrail.ts";

/** The record of a delivery to the trail's own bucket, as far as selectors look at it. */
function ownDelivery({ trail, description }: DescribedTrail): CloudTrailRecord {
  const { bucketName, keyPrefix } = description;
  const { partition } = partitionOf(trail.homeRegion);
  const location = { accountId: trail.ownerId, ...(keyPrefix ? { prefix: keyPrefix } : {}) };
  const bucket = `arn:${partition}:s3:::${bucketName}`;
  return {
    eventTime: "",
    eventID: "",
    eventSource: "s3.amazonaws.com",
    eventName: "PutObject",
    eventCategory: "Data",
    readOnly: false,
    eventType: "AwsApiCall",
    resources: [
      { type: "AWS::S3::Object", ARN: `${bucket}/${familyPrefix(location, "CloudTrail")}log.json.gz` },
      { type: "AWS::S3::Bucket", ARN: bucket },
    ],
  };
}

/** Whether two trails record management events of a region both see. */
const overlap = (one: DescribedTrail, other: DescribedTrail): boolean =>
  one.description.multiRegion ||
  other.description.multiRegion ||
  one.trail.homeRegion === other.trail.homeRegion;

/** Management events of both directions that a trail records; undefined where it cannot be told. */
function directions({ trail }: DescribedTrail): readonly ("read" | "write")[] | undefined {
  if ("unread" in trail.selection || "unread" in trail.status) return undefined;
  if (!trail.status.value.logging) return [];
  const selection = trail.selection.value;
  return (["write", "read"] as const).filter((each) => managementCoverage(selection, each).extent !== "none");
}

function judgeCopies(setUp: SetUp, one: DescribedTrail): Verdict | undefined {
  const own = directions(one);
  if (own === undefined)
    return "unread" in one.trail.selection
      ? unknown(one.trail.selection.unread)
      : on(one.trail.status, () => passed(""));
  if (own.length === 0) return undefined;
  const copies = describedTrails(setUp).filter(
    (other) =>
      other.trail.arn !== one.trail.arn &&
      overlap(one, other) &&
      directions(other)?.some((each) => own.includes(each)),
  );
  if (copies.length === 0) return passed("No other trail records the same management events.");
  const names = copies.map(({ trail }) => `${trail.name} (${trail.homeRegion})`).join(", ");
  return failed(
    `${names} records the same management events: the first copy is free, each further one costs $${eventPrices.management.toFixed(2)} per 100,000 events.`,
    {
      advice: "Let one trail record management events, and the others what they are for.",
      setting: "trailwright:purpose: (another than management)",
      cli: [onTrail("get-event-selectors", one.trail)],
    },
  );
}

export const recordingControls: readonly Control[] = [
  {
    id: "TW.7",
    title: "The trail does not record its own log bucket",
    severity: "medium",
    cis: [],
    asks: "Would the delivery of a log file be a data event that the trail records, and delivers, and so on for ever?",
    mends: "The purpose `s3-objects` leaves the log bucket out.",
    evaluate: (setUp) =>
      perTrail(setUp, (described) => {
        const { trail, description } = described;
        return on(trail.selection, (selection) => {
          if (!selects(selection, ownDelivery(described)))
            return passed("Deliveries to the log bucket are not recorded.");
          const bucket = setUp.buckets.get(description.bucketName);
          // Its owner's trails alone record what happens in a bucket; an organization's are everybody's.
          if (bucket?.standing === "other" && !description.organization)
            return passed(
              "The selectors take it, but the log bucket and its data events are another account's.",
            );
          if (bucket?.standing === "unknown" && !description.organization)
            return unknown({
              action: "s3:ListAllMyBuckets",
              why: "whose bucket it is could not be found out",
            });
          return failed(
            `Each log file delivered to ${description.bucketName} is a data event that is delivered in the next one, and costs.`,
            {
              advice:
                "Leave the log bucket out of the data events with an advanced selector: resources.ARN NotStartsWith the bucket's ARN and a slash.",
              setting: "trailwright:purpose: s3-objects",
              cli: [
                onTrail("get-event-selectors", trail),
                onTrail("put-event-selectors", trail, "--advanced-event-selectors", "file://selectors.json"),
              ],
            },
          );
        });
      }),
  },
  {
    id: "TW.8",
    title: "Management events are recorded once",
    severity: "informational",
    cis: [],
    asks: "Does no other trail record the same management events? Further copies cost.",
    mends: "Another purpose than `management` for the further trails.",
    evaluate: (setUp) => perTrail(setUp, (described) => judgeCopies(setUp, described)),
  },
  {
    id: "TW.9",
    title: "No management events are left out by source",
    severity: "medium",
    cis: [],
    asks: "Do the selectors leave out KMS or RDS Data API events? It saves money and fails CloudTrail.1.",
    mends: "Selectors without exclusions, in one trail at least.",
    evaluate: (setUp) =>
      perTrail(setUp, ({ trail }) =>
        on(trail.selection, (selection) => {
          const except = (["write", "read"] as const).flatMap(
            (each) => managementCoverage(selection, each).except,
          );
          const sources = [...new Set(except)];
          if (sources.length === 0) return passed("None is left out.");
          return failed(
            `The events of ${sources.join(" and ")} are left out, which fails CloudTrail.1 for this trail${sources.includes("kms.amazonaws.com") ? ": nobody sees keys being disabled or deleted" : ""}.`,
            {
              advice: "Take the exclusion out of the selectors.",
              setting: "trailwright:purpose: management",
              cli: [allManagementEvents(trail)],
            },
          );
        }),
      ),
  },
  {
    id: "TW.11",
    title: "Alert: Changes to the organization",
    severity: "low",
    cis: ["5.0.0/4.15", "3.0.0/4.15", "1.4.0/4.15"],
    asks: "The fifteenth alert of the benchmark, which Security Hub does not ask for; only in the account that an organization trail belongs to.",
    mends: "`logGroup`, `alarms: compliance` and `subscriptions`.",
    evaluate(setUp) {
      const alert = alerts.find(({ cis }) => cis === "4.15");
      const manages = describedTrails(setUp).some(
        ({ trail, description }) => description.organization && trail.ownerId === setUp.accountId,
      );
      return alert && manages ? [judgeAlert(setUp, alert)] : [];
    },
  },
];
