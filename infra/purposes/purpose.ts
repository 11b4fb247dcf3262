import type { AdvancedEventSelector } from "../cloudtrail/event-selectors.ts";
import type { StackSettings } from "../stacks/settings.ts";
import type { PurposeId } from "./purpose-ids.ts";

/** The settings that a purpose's selectors are made of. */
export type PurposeSettings = Pick<
  StackSettings,
  "purpose" | "resources" | "selectors" | "insights" | "bucketName" | "region"
>;

/** What AWS bills a trail for ("AWS CloudTrail pricing"; prices in `prices.ts`). */
export type EventKind = "management" | "data" | "network-activity";

/** One reason to keep a trail: data that the screens, the program, the checks and the docs are made from. */
export interface Purpose {
  readonly id: PurposeId;
  readonly title: string;
  /** What it records, in one sentence. */
  readonly records: string;
  /** What it leaves out that people may take for granted; undefined where nothing is. */
  readonly leavesOut?: string;
  /** Who asks for it. */
  readonly audience: string;
  /** Kinds of events it is billed by. */
  readonly events: readonly EventKind[];
  /** What `resources` of the settings means for it: undefined where it takes none. */
  readonly resources?: {
    readonly what: string;
    readonly example: string;
    /** What is wrong with one of them; undefined when it fits. */
    problem(resource: string, settings: PurposeSettings): string | undefined;
  };
  /** Controls of `trailwright check` that the purpose fulfils. */
  readonly checks: readonly string[];
  /** What one looks for in its events: filters of the tail, each with what it shows. */
  readonly questions: readonly { readonly shows: string; readonly filter: string }[];
  /**
   * The selectors the trail is given; undefined leaves CloudTrail's own (all management events). Pure; the settings are
   * checked before.
   */
  select(settings: PurposeSettings): readonly AdvancedEventSelector[] | undefined;
  /** Insight types it always computes. */
  readonly insights?: readonly NonNullable<PurposeSettings["insights"]>[number][];
}
