import type { Selection } from "../../cloudtrail/event-selectors.ts";
import { managementCoverage, objectCoverage } from "../../checks/recorded-events.ts";
import { eventPrices } from "../../purposes/prices.ts";
import { selectionOf } from "../../purposes/selection.ts";
import { defaultEventSelectors } from "../../cloudtrail/event-selectors.ts";
import { known } from "../known.ts";
import type { Situation } from "../facts.ts";
import type { Rule } from "../rule.ts";
import { makesTrail, trailArnOf } from "../trail-of.ts";

const directions = ["read", "write"] as const;

function selectionFor({ settings }: Situation): Selection {
  const { advancedEventSelectors } = selectionOf(settings);
  return advancedEventSelectors
    ? { AdvancedEventSelectors: advancedEventSelectors }
    : { EventSelectors: defaultEventSelectors };
}

/** Reads, writes or both of the management events that two selections have in common. */
function common(one: Selection, other: Selection): readonly ("read" | "write")[] {
  const takes = (selection: Selection, direction: "read" | "write") =>
    managementCoverage(selection, direction).extent !== "none";
  return directions.filter((direction) => takes(one, direction) && takes(other, direction));
}

/** What an account pays for a further copy: trails of its region or of all regions that record the same. */
export function otherCopies(
  situation: Situation,
): readonly { readonly name: string; readonly what: string }[] {
  if (!makesTrail(situation)) return [];
  const own = trailArnOf(situation);
  const wanted = selectionFor(situation);
  return (known(situation.facts.trails) ?? []).flatMap((trail) => {
    const selection = known(trail.selection);
    const logging = known(trail.status)?.logging ?? true;
    const shared = selection && logging && trail.arn !== own ? common(wanted, selection) : [];
    return shared.length > 0 ? [{ name: trail.name, what: shared.join(" and ") }] : [];
  });
}

const secondCopy: Rule = {
  id: "second-copy",
  title: "Another trail records the same management events",
  severity: "warning",
  source: "AWS CloudTrail pricing",
  judge: (situation) => {
    const copies = otherCopies(situation);
    if (copies.length === 0) return [];
    const names = copies.map(({ name, what }) => `${name} (${what})`).join(", ");
    return [
      {
        what: `Management events are recorded already, by ${names}.`,
        why: `The first copy in each region is free; this one costs $${eventPrices.management.toFixed(2)} per 100,000 events, every month.`,
        mend: "Let the trail that is there do, choose a purpose without management events, or go on if two copies are meant.",
      },
    ];
  },
};

const recursion: Rule = {
  id: "log-bucket-recorded",
  title: "The log bucket is among the data resources that are recorded",
  severity: "warning",
  source: "Logging data events, AWS CloudTrail User Guide",
  judge: (situation) => {
    const { bucketName } = situation.settings;
    const coverage = objectCoverage(selectionFor(situation), "write");
    const excepts = coverage.except.some((arn) => arn.includes(`:::${bucketName}`));
    if (!makesTrail(situation) || coverage.extent === "none" || coverage.extent === "part" || excepts)
      return [];
    return [
      {
        what: `Writes to the objects of all buckets are recorded, and so are those to the log bucket ${bucketName}.`,
        why: "Each log file that is delivered is an event, which makes the next log file, for ever; each is billed.",
        mend: `Leave it out: { "Field": "resources.ARN", "NotStartsWith": ["arn:aws:s3:::${bucketName}/"] } in the selector.`,
      },
    ];
  },
};

const stopped: Rule = {
  id: "alarms-hear-nothing",
  title: "Alarms are asked for on a trail without management events",
  severity: "warning",
  source: "CloudWatch controls, AWS Security Hub User Guide",
  judge: (situation) =>
    situation.settings.alarms &&
    makesTrail(situation) &&
    directions.every((direction) => managementCoverage(selectionFor(situation), direction).extent === "none")
      ? [
          {
            what: "The alarms look at management events, and this trail records none.",
            why: "Their metric filters would match nothing, and the alarms would stay quiet whatever happens.",
            mend: "Set trailwright:alarms on a stack whose purpose records management events.",
          },
        ]
      : [],
};

export const eventRules = [secondCopy, recursion, stopped];
