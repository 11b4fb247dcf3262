import { alerts } from "../alerts/catalogue.ts";
import { purposeOf, selectionOf } from "../purposes/selection.ts";
import type { StackSettings } from "../stacks/settings.ts";
import type { Assumptions } from "./assumptions.ts";
import { costItems, type CostItem, type EventKinds, item } from "./items.ts";
import { prices, pricesAsOf } from "./prices.ts";

/** What a stack will cost in a month. */
export interface CostEstimate {
  readonly items: readonly CostItem[];
  /** US dollars a month, once log files have been kept for as long as they are to be. */
  readonly total: number;
  /** Sentences: what the numbers suppose. */
  readonly assumptions: readonly string[];
}

/** What an estimate has to know besides the settings. */
export interface EstimateInput {
  readonly settings: StackSettings;
  readonly assumptions: Assumptions;
  /** Whether another trail records the same management events: then this one's are billed. */
  readonly furtherCopy: boolean;
}

/** The monthly cost of a stack, item by item; prices of us-east-1. Pure. */
export function estimate({ settings, assumptions, furtherCopy }: EstimateInput): CostEstimate {
  const items =
    settings.kind === "log-archive"
      ? settings.kmsKey === "own"
        ? [item("KMS key", 1, "key", prices.key)]
        : []
      : costItems(settings, assumptions, { furtherCopy, kinds: kindsOf(settings), alarms: alerts.length });
  return {
    items,
    total: items.reduce((sum, { dollars }) => sum + dollars, 0),
    assumptions: sentences(settings, assumptions),
  };
}

/** How the events divide over what AWS bills separately; a custom purpose may record several kinds. */
function kindsOf(settings: StackSettings): EventKinds {
  const { advancedEventSelectors } = selectionOf(settings);
  const categories = advancedEventSelectors
    ? advancedEventSelectors.flatMap(
        ({ FieldSelectors }) => FieldSelectors.find(({ Field }) => Field === "eventCategory")?.Equals ?? [],
      )
    : ["Management"];
  const has = (category: string) => (categories.includes(category) ? 1 : 0);
  const kinds = { management: has("Management"), data: has("Data"), network: has("NetworkActivity") };
  const share = 1 / Math.max(1, kinds.management + kinds.data + kinds.network);
  return {
    management: kinds.management * share,
    data: kinds.data * share,
    network: kinds.network * share,
  };
}

function sentences(settings: StackSettings, assumptions: Assumptions): readonly string[] {
  const { events, eventsFrom, bytesPerEvent, compression, readings } = assumptions;
  const number = new Intl.NumberFormat("en-US").format(events);
  return [
    ...(settings.kind === "log-archive"
      ? [
          "The log files of a log archive come from other stacks' trails; their storage is in those stacks' estimates.",
        ]
      : [
          `${number} events a month (${eventsFrom}).`,
          ...(purposeOf(settings).id === "custom"
            ? ["Events divide evenly over the kinds that the selectors take."]
            : []),
          `An event is ${bytesPerEvent} bytes of JSON, and gzip makes log files ${compression} times smaller; small files shrink less.`,
          `Storage is that of ${settings.retentionDays} days of log files, which are there when the first have expired.`,
          ...(settings.centralBucket
            ? ["Storage, requests and keys of a central bucket are billed to its owner."]
            : []),
          `Log files are read whole ${readings === 1 ? "once" : `${readings} times`} a month.`,
        ]),
    `Prices of us-east-1 as of ${pricesAsOf}${settings.region === "us-east-1" ? "" : `, and of ${settings.region} they may differ`}; without free tiers, taxes and data transfer.`,
  ];
}
