import type {
  AdvancedEventSelector,
  AdvancedFieldSelector,
  EventSelector,
  InsightType,
  ReadWriteType,
} from "@aws-sdk/client-cloudtrail";
import type { Properties } from "../property-value.ts";
import { boolean, list, object, oneOf, optional, required, set, string } from "../schema.ts";

interface BasicSelector {
  readonly readWriteType?: ReadWriteType;
  readonly includeManagementEvents?: boolean;
  readonly excludeManagementEventSources?: readonly string[];
  readonly dataResources?: readonly { readonly type: string; readonly values: readonly string[] }[];
}

const operators = {
  equals: "Equals",
  notEquals: "NotEquals",
  startsWiths: "StartsWith",
  notStartsWiths: "NotStartsWith",
  endsWiths: "EndsWith",
  notEndsWiths: "NotEndsWith",
} as const;

type FieldSelector = { readonly field: string } & Partial<Record<keyof typeof operators, readonly string[]>>;

interface AdvancedSelector {
  readonly name?: string;
  readonly fieldSelectors: readonly FieldSelector[];
}

/** Shapes of the three kinds of selectors. */
export const eventSelectors = list(
  object({
    readWriteType: optional(oneOf("All", "ReadOnly", "WriteOnly"), { default: "All" }),
    includeManagementEvents: optional(boolean, { default: true }),
    excludeManagementEventSources: optional(set(string)),
    dataResources: optional(list(object({ type: required(string), values: required(list(string)) }))),
  }),
);
const values = optional(list(string));
/** The schema of `advancedEventSelectors`. */
export const advancedEventSelectors = list(
  object({
    name: optional(string),
    fieldSelectors: required(
      set(
        object({
          field: required(string),
          ...(Object.fromEntries(Object.keys(operators).map((name) => [name, values])) as Record<
            keyof typeof operators,
            typeof values
          >),
        }),
      ),
    ),
  }),
);
/** The schema of `insightSelectors`. */
export const insightSelectors = list(
  object({ insightType: required(oneOf("ApiCallRateInsight", "ApiErrorRateInsight")) }),
);

/** What a trail records when nobody says otherwise: all management events. */
export const defaultSelector: EventSelector = {
  ReadWriteType: "All",
  IncludeManagementEvents: true,
  DataResources: [],
  ExcludeManagementEventSources: [],
};

/** True for the selectors of a trail that nobody has configured. */
export function areDefault(selectors: readonly EventSelector[]): boolean {
  const [only, ...more] = selectors;
  return (
    only !== undefined &&
    more.length === 0 &&
    (only.ReadWriteType ?? "All") === "All" &&
    only.IncludeManagementEvents !== false &&
    !only.DataResources?.length &&
    !only.ExcludeManagementEventSources?.length
  );
}

/** The program's basic selectors as CloudTrail takes them. */
export function toEventSelectors(selectors: unknown): EventSelector[] {
  return ((selectors ?? []) as readonly BasicSelector[]).map((selector) => ({
    ReadWriteType: selector.readWriteType ?? "All",
    IncludeManagementEvents: selector.includeManagementEvents ?? true,
    ExcludeManagementEventSources: [...(selector.excludeManagementEventSources ?? [])],
    DataResources: (selector.dataResources ?? []).map(({ type, values }) => ({
      Type: type,
      Values: [...values],
    })),
  }));
}

/** The reverse of `toEventSelectors`. */
export function fromEventSelectors(selectors: readonly EventSelector[]): Properties[] {
  return selectors.map((selector) => ({
    readWriteType: selector.ReadWriteType ?? "All",
    includeManagementEvents: selector.IncludeManagementEvents ?? true,
    excludeManagementEventSources: selector.ExcludeManagementEventSources ?? [],
    dataResources: (selector.DataResources ?? []).map(({ Type, Values }) => ({
      type: Type,
      values: Values ?? [],
    })),
  }));
}

/** The program's advanced selectors as CloudTrail takes them. */
export function toAdvancedEventSelectors(selectors: unknown): AdvancedEventSelector[] {
  return ((selectors ?? []) as readonly AdvancedSelector[]).map(({ name, fieldSelectors }) => ({
    ...(name ? { Name: name } : {}),
    FieldSelectors: fieldSelectors.map(toFieldSelector),
  }));
}

/** The reverse of `toAdvancedEventSelectors`. */
export function fromAdvancedEventSelectors(selectors: readonly AdvancedEventSelector[]): Properties[] {
  return selectors.map(({ Name, FieldSelectors = [] }) => ({
    name: Name ?? "",
    fieldSelectors: FieldSelectors.map(fromFieldSelector),
  }));
}

/** The program's insight selectors as CloudTrail takes them. */
export function toInsightSelectors(selectors: unknown): { InsightType: InsightType }[] {
  return ((selectors ?? []) as readonly { readonly insightType: InsightType }[]).map(({ insightType }) => ({
    InsightType: insightType,
  }));
}

function toFieldSelector(selector: FieldSelector): AdvancedFieldSelector {
  const result: AdvancedFieldSelector = { Field: selector.field };
  for (const [ours, theirs] of Object.entries(operators)) {
    const values = selector[ours as keyof typeof operators];
    if (values?.length) result[theirs] = [...values];
  }
  return result;
}

function fromFieldSelector(selector: AdvancedFieldSelector): Properties {
  const found = Object.entries(operators).flatMap(([ours, theirs]) => {
    const values = selector[theirs];
    return values?.length ? [[ours, values] as const] : [];
  });
  return { field: selector.Field, ...Object.fromEntries(found) };
}
