import { checkEventSelectors } from "../cloudtrail/check-event-selectors.ts";
import type { AdvancedEventSelector } from "../cloudtrail/event-selectors.ts";
import { purposes } from "./catalogue/index.ts";
import type { Purpose, PurposeSettings } from "./purpose.ts";

/** What a trail is told to record. */
export interface PurposeSelection {
  /** Undefined leaves CloudTrail's own selection: all management events. */
  readonly advancedEventSelectors: readonly AdvancedEventSelector[] | undefined;
  readonly insights: NonNullable<PurposeSettings["insights"]>;
}

/** The purpose of a stack; without one it is the management baseline. */
export const purposeOf = ({ purpose = "management" }: Pick<PurposeSettings, "purpose">): Purpose =>
  purposes[purpose];

/** Compiles a stack's purpose into selectors. The settings have no `purposeProblems`. Pure. */
export function selectionOf(settings: PurposeSettings): PurposeSelection {
  const purpose = purposeOf(settings);
  return {
    advancedEventSelectors: purpose.select(settings),
    insights: [...new Set([...(purpose.insights ?? []), ...(settings.insights ?? [])])],
  };
}

/** What is wrong with the settings of a purpose, one sentence part each, by setting. Empty when they fit. Pure. */
export function purposeProblems(
  settings: PurposeSettings,
): readonly { readonly setting: keyof PurposeSettings; readonly problem: string }[] {
  const purpose = purposeOf(settings);
  const { resources, selectors, insights = [] } = settings;
  if (purpose.id === "custom" && !selectors)
    return [
      { setting: "selectors", problem: "is missing: a custom purpose consists of advanced event selectors" },
    ];
  if (purpose.id !== "custom" && selectors)
    return [{ setting: "selectors", problem: `is for the purpose custom, not for ${purpose.id}` }];
  if (resources && !purpose.resources)
    return [{ setting: "resources", problem: `means nothing for the purpose ${purpose.id}` }];
  const unfit = (resources ?? []).flatMap((resource) => {
    const problem = purpose.resources?.problem(resource, settings);
    return problem ? [{ setting: "resources" as const, problem: `${resource} ${problem}` }] : [];
  });
  if (unfit.length > 0) return unfit;
  const compiled = purpose.select(settings);
  const checked = compiled && checkEventSelectors({ AdvancedEventSelectors: compiled });
  if (checked && "problem" in checked)
    return [{ setting: "selectors", problem: `cannot be used: ${checked.problem}` }];
  if (insights.length > 0 && !recordsManagement(purpose, settings))
    return [
      {
        setting: "insights",
        problem: `needs management events, and the purpose ${purpose.id} records none`,
      },
    ];
  return [];
}

function recordsManagement(purpose: Purpose, settings: PurposeSettings): boolean {
  const selectors = purpose.select(settings);
  return (
    selectors === undefined ||
    selectors.some(({ FieldSelectors }) =>
      FieldSelectors.some(({ Field, Equals }) => Field === "eventCategory" && Equals?.[0] === "Management"),
    )
  );
}
