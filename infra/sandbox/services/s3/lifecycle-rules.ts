import { children, childText, parseXml, type XmlValue } from "../../wire/xml.ts";
import { invalidArgument, invalidRequest, malformedXml } from "./errors.ts";
import type { Bucket, StoredObject, Tag } from "./state.ts";

/** When an action is due: so many days after something, or on a day. */
interface Due {
  readonly days?: number;
  /** ISO 8601, midnight UTC. */
  readonly date?: string;
}

/** One enabled rule of a bucket's lifecycle. Sizes are bytes. */
export interface LifecycleRule {
  readonly id: string;
  readonly prefix: string;
  readonly tags: readonly Tag[];
  readonly largerThan?: number;
  readonly smallerThan?: number;
  readonly expiration?: Due & { readonly expiredDeleteMarker: boolean };
  readonly noncurrentExpiration?: { readonly days: number; readonly keep: number };
  readonly transitions: readonly (Due & { readonly storageClass: string })[];
  readonly noncurrentTransitions: readonly {
    readonly days: number;
    readonly keep: number;
    readonly storageClass: string;
  }[];
  readonly abortUploadsAfterDays?: number;
}

const actions = [
  "Expiration",
  "NoncurrentVersionExpiration",
  "Transition",
  "NoncurrentVersionTransition",
  "AbortIncompleteMultipartUpload",
];

/**
 * Checks a `<LifecycleConfiguration>` and gives rules without an id one.
 * @throws AwsError `MalformedXML`, `InvalidArgument`, `InvalidRequest`
 */
export function checkLifecycle(root: XmlValue): XmlValue {
  const rules = children(root, "Rule");
  if (rules.length === 0 || rules.length > 1000) throw malformedXml();
  const ids = new Set<string>();
  const kept = rules.map((rule, index) => {
    const status = childText(rule, "Status");
    if (status !== "Enabled" && status !== "Disabled") throw malformedXml();
    if (children(rule, "Prefix").length + children(rule, "Filter").length > 1) throw malformedXml();
    const id = childText(rule, "ID") || `rule-${index + 1}`;
    if (id.length > 255) throw invalidArgument("ID length should not exceed allowed limit of 255", "ID", id);
    if (ids.has(id))
      throw invalidArgument("Rule ID must be unique. Found same ID for more than one rule", "ID", id);
    ids.add(id);
    const acting = actions.flatMap((name) => children(rule, name));
    if (acting.length === 0) throw invalidRequest("At least one action needs to be specified in a rule");
    for (const action of acting) checkAction(action);
    return { ID: id, ...(rule as Record<string, XmlValue>) };
  });
  return { Rule: kept } as unknown as XmlValue;
}

function checkAction(action: XmlValue): void {
  const ways = ["Days", "Date", "ExpiredObjectDeleteMarker"].filter(
    (name) => childText(action, name) !== undefined,
  );
  if (ways.length > 1) throw malformedXml();
  for (const name of ["Days", "NoncurrentDays", "DaysAfterInitiation", "NewerNoncurrentVersions"]) {
    const text = childText(action, name);
    // Transitions may come at once.
    const least = childText(action, "StorageClass") === undefined ? 1 : 0;
    if (text !== undefined && !(/^\d{1,9}$/.test(text) && Number(text) >= least))
      throw invalidArgument(`'${name}' for Expiration action must be a positive integer`, name, text);
  }
  const date = childText(action, "Date");
  if (date !== undefined && !(new Date(date).getTime() % dayMilliseconds === 0))
    throw invalidArgument("'Date' must be at midnight GMT", "Date", date);
}

const parsed = new WeakMap<Bucket, readonly LifecycleRule[]>();

/** The rules of a bucket that are enabled. */
export function lifecycleRules(bucket: Bucket): readonly LifecycleRule[] {
  const document = bucket.configuration["lifecycle"];
  if (document === undefined) return [];
  let rules = parsed.get(bucket);
  if (!rules) {
    const root = parseXml(`<L>${document}</L>`);
    rules = children(root?.value, "Rule")
      .filter((rule) => childText(rule, "Status") === "Enabled")
      .map(readRule);
    parsed.set(bucket, rules);
  }
  return rules;
}

function readRule(rule: XmlValue): LifecycleRule {
  const filter = children(rule, "Filter")[0];
  const both = children(filter, "And")[0] ?? filter;
  const largerThan = numberOf(both, "ObjectSizeGreaterThan");
  const smallerThan = numberOf(both, "ObjectSizeLessThan");
  const expiration = children(rule, "Expiration")[0];
  const noncurrent = children(rule, "NoncurrentVersionExpiration")[0];
  const abort = numberOf(children(rule, "AbortIncompleteMultipartUpload")[0], "DaysAfterInitiation");
  return {
    id: childText(rule, "ID")!,
    prefix: childText(rule, "Prefix") ?? childText(both, "Prefix") ?? "",
    tags: children(both, "Tag").map((tag) => ({
      Key: childText(tag, "Key") ?? "",
      Value: childText(tag, "Value") ?? "",
    })),
    ...(largerThan === undefined ? {} : { largerThan }),
    ...(smallerThan === undefined ? {} : { smallerThan }),
    ...(expiration === undefined
      ? {}
      : {
          expiration: {
            ...dueOf(expiration),
            expiredDeleteMarker: childText(expiration, "ExpiredObjectDeleteMarker") === "true",
          },
        }),
    ...(noncurrent === undefined ? {} : { noncurrentExpiration: noncurrentOf(noncurrent) }),
    transitions: children(rule, "Transition").map((transition) => ({
      ...dueOf(transition),
      storageClass: childText(transition, "StorageClass") ?? "STANDARD",
    })),
    noncurrentTransitions: children(rule, "NoncurrentVersionTransition").map((transition) => ({
      ...noncurrentOf(transition),
      storageClass: childText(transition, "StorageClass") ?? "STANDARD",
    })),
    ...(abort === undefined ? {} : { abortUploadsAfterDays: abort }),
  };
}

function dueOf(element: XmlValue): Due {
  const days = numberOf(element, "Days");
  const date = childText(element, "Date");
  return { ...(days === undefined ? {} : { days }), ...(date === undefined ? {} : { date }) };
}

const noncurrentOf = (element: XmlValue) => ({
  days: numberOf(element, "NoncurrentDays") ?? 0,
  keep: numberOf(element, "NewerNoncurrentVersions") ?? 0,
});

function numberOf(element: XmlValue | undefined, name: string): number | undefined {
  const text = childText(element, name);
  return text === undefined ? undefined : Number(text);
}

/** Whether a rule is about a version. */
export function applies(rule: LifecycleRule, { key, size, tags = [] }: StoredObject): boolean {
  return (
    key.startsWith(rule.prefix) &&
    (rule.largerThan === undefined || size > rule.largerThan) &&
    (rule.smallerThan === undefined || size < rule.smallerThan) &&
    rule.tags.every(({ Key, Value }) => tags.some((tag) => tag.Key === Key && tag.Value === Value))
  );
}

const dayMilliseconds = 86_400_000;

/** The midnight (UTC) at which something is due that happened at `since`; undefined where nothing is said of it. */
export function dueAt({ days, date }: Due, since: string): Date | undefined {
  if (date !== undefined) return new Date(date);
  if (days === undefined) return undefined;
  const time = new Date(since).getTime() + days * dayMilliseconds;
  return new Date(Math.ceil(time / dayMilliseconds) * dayMilliseconds);
}

/** When the current version of an object expires, and by which rule: the earliest. */
export function expirationOf(
  bucket: Bucket,
  object: StoredObject,
): { readonly at: Date; readonly rule: string } | undefined {
  let first: { at: Date; rule: string } | undefined;
  for (const rule of lifecycleRules(bucket)) {
    const at = rule.expiration && applies(rule, object) ? dueAt(rule.expiration, object.modified) : undefined;
    if (at && (!first || at < first.at)) first = { at, rule: rule.id };
  }
  return first;
}
