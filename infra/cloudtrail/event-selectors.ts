import type { CloudTrailRecord } from "./record.ts";

/** A basic event selector, members as in the API ("EventSelector", CloudTrail API Reference). */
export interface EventSelector {
  readonly ReadWriteType: "All" | "ReadOnly" | "WriteOnly";
  readonly IncludeManagementEvents: boolean;
  readonly DataResources: readonly { readonly Type: string; readonly Values: readonly string[] }[];
  readonly ExcludeManagementEventSources: readonly string[];
}

/** The operators of a field selector ("AdvancedFieldSelector", CloudTrail API Reference). */
export const operators = [
  "Equals",
  "StartsWith",
  "EndsWith",
  "NotEquals",
  "NotStartsWith",
  "NotEndsWith",
] as const;
/** One of them; all that are given must hold. */
export type Operator = (typeof operators)[number];

/** One condition on a field of the record ("AdvancedFieldSelector"). */
export type FieldSelector = { readonly Field: string } & { readonly [O in Operator]?: readonly string[] };

/** An advanced event selector ("AdvancedEventSelector"): its field selectors all have to hold. */
export interface AdvancedEventSelector {
  readonly Name?: string;
  readonly FieldSelectors: readonly FieldSelector[];
}

/** What a trail was told to take: one kind or the other. */
export type Selection =
  | { readonly EventSelectors: readonly EventSelector[] }
  | { readonly AdvancedEventSelectors: readonly AdvancedEventSelector[] };

/** A new trail's selection: all management events, no data events. */
export const defaultEventSelectors: readonly EventSelector[] = [
  {
    ReadWriteType: "All",
    IncludeManagementEvents: true,
    DataResources: [],
    ExcludeManagementEventSources: [],
  },
];

/** Whether a trail with this selection takes the record. Selectors are alternatives: one that matches is enough. */
export function selects(selection: Selection, record: CloudTrailRecord): boolean {
  return "EventSelectors" in selection
    ? selection.EventSelectors.some((selector) => basicMatches(selector, record))
    : selection.AdvancedEventSelectors.some((selector) => advancedMatches(selector, record));
}

/** Whether a trail with this selection could take any data event at all: told without looking at one. */
export function selectsData(selection: Selection): boolean {
  return "EventSelectors" in selection
    ? selection.EventSelectors.some(({ DataResources }) => DataResources.length > 0)
    : selection.AdvancedEventSelectors.some(({ FieldSelectors }) =>
        FieldSelectors.some(({ Field, Equals }) => Field === "eventCategory" && Equals?.includes("Data")),
      );
}

function basicMatches(selector: EventSelector, record: CloudTrailRecord): boolean {
  if (selector.ReadWriteType === "ReadOnly" && record.readOnly !== true) return false;
  if (selector.ReadWriteType === "WriteOnly" && record.readOnly === true) return false;
  if (record.eventCategory === "Management")
    return (
      selector.IncludeManagementEvents &&
      !selector.ExcludeManagementEventSources.includes(record.eventSource ?? "")
    );
  if (record.eventCategory !== "Data") return false;
  return selector.DataResources.some(({ Type, Values }) =>
    arnsOf(record, Type).some((arn) => Values.some((value) => dataValueMatches(Type, value, arn))),
  );
}

/** S3 values are prefixes of object ARNs; of the other types they are whole ARNs, or the bare service for all. */
function dataValueMatches(type: string, value: string, arn: string): boolean {
  if (/^arn:aws[a-z-]*:(s3|lambda|dynamodb)$/.test(value)) return true;
  return type === "AWS::S3::Object" ? arn.startsWith(value) : arn === value;
}

function advancedMatches(selector: AdvancedEventSelector, record: CloudTrailRecord): boolean {
  const type = selector.FieldSelectors.find(({ Field }) => Field === "resources.type")?.Equals?.[0];
  return selector.FieldSelectors.every((field) =>
    fieldMatches(field, fieldValues(field.Field, record, type)),
  );
}

/** Positive operators are alternatives; each negative one vetoes. An absent field fits negative operators only. */
function fieldMatches(selector: FieldSelector, values: readonly string[]): boolean {
  const positive = positiveTests.filter(([operator]) => selector[operator] !== undefined);
  const wanted = positive.some(([operator, test]) =>
    selector[operator]!.some((value) => values.some((actual) => test(actual, value))),
  );
  const vetoed = negativeTests.some(([operator, test]) =>
    selector[operator]?.some((value) => values.some((actual) => test(actual, value))),
  );
  return (positive.length === 0 || wanted) && !vetoed;
}

type Test = (actual: string, value: string) => boolean;
const equals: Test = (actual, value) => actual === value;
const startsWith: Test = (actual, value) => actual.startsWith(value);
const endsWith: Test = (actual, value) => actual.endsWith(value);
const positiveTests: readonly [Operator, Test][] = [
  ["Equals", equals],
  ["StartsWith", startsWith],
  ["EndsWith", endsWith],
];
const negativeTests: readonly [Operator, Test][] = [
  ["NotEquals", equals],
  ["NotStartsWith", startsWith],
  ["NotEndsWith", endsWith],
];

function fieldValues(field: string, record: CloudTrailRecord, type: string | undefined): readonly string[] {
  if (field === "resources.type") return (record.resources ?? []).flatMap((resource) => resource.type ?? []);
  if (field === "resources.ARN") return arnsOf(record, type);
  const value = field === "userIdentity.arn" ? record.userIdentity?.arn : record[field];
  return value === undefined || value === null ? [] : [String(value)];
}

/** ARNs of the record's resources of one type; listings and HeadBucket name theirs by `ARNPrefix`. */
function arnsOf(record: CloudTrailRecord, type: string | undefined): readonly string[] {
  return (record.resources ?? [])
    .filter((resource) => type === undefined || resource.type === type)
    .flatMap((resource) => resource.ARN ?? resource.ARNPrefix ?? []);
}
