import type {
  LifecycleRule as AwsRule,
  LifecycleRuleFilter,
  TransitionStorageClass,
} from "@aws-sdk/client-s3";
import type { Properties } from "../property-value.ts";
import { boolean, map, number, object, oneOf, optional, required, set, string } from "../schema.ts";
import { fromTagList, type Tags, toTagList } from "../tags.ts";

interface SizeAndPrefix {
  readonly objectSizeGreaterThan?: number;
  readonly objectSizeLessThan?: number;
  readonly prefix?: string;
}

/** One lifecycle rule under the `aws` package's names. */
export interface LifecycleRule {
  readonly id: string;
  readonly status: "Enabled" | "Disabled";
  readonly prefix?: string;
  readonly filter?: SizeAndPrefix & {
    readonly and?: SizeAndPrefix & { readonly tags?: Tags };
    readonly tag?: { readonly key: string; readonly value: string };
  };
  readonly expiration?: {
    readonly date?: string;
    readonly days?: number;
    readonly expiredObjectDeleteMarker?: boolean;
  };
  readonly transitions?: readonly {
    readonly date?: string;
    readonly days?: number;
    readonly storageClass: TransitionStorageClass;
  }[];
  readonly noncurrentVersionExpiration?: {
    readonly newerNoncurrentVersions?: number;
    readonly noncurrentDays: number;
  };
  readonly noncurrentVersionTransitions?: readonly {
    readonly newerNoncurrentVersions?: number;
    readonly noncurrentDays: number;
    readonly storageClass: TransitionStorageClass;
  }[];
  readonly abortIncompleteMultipartUpload?: { readonly daysAfterInitiation?: number };
}

const sizeAndPrefix = {
  objectSizeGreaterThan: optional(number),
  objectSizeLessThan: optional(number),
  prefix: optional(string),
};

/** Shape of one lifecycle rule. */
export const lifecycleRule = object({
  id: required(string),
  status: required(oneOf("Enabled", "Disabled")),
  prefix: optional(string),
  filter: optional(
    object({
      ...sizeAndPrefix,
      and: optional(object({ ...sizeAndPrefix, tags: optional(map) })),
      tag: optional(object({ key: required(string), value: required(string) })),
    }),
    { computed: true },
  ),
  expiration: optional(
    object({
      date: optional(string),
      days: optional(number),
      expiredObjectDeleteMarker: optional(boolean),
    }),
  ),
  transitions: optional(
    set(object({ date: optional(string), days: optional(number), storageClass: required(string) })),
  ),
  noncurrentVersionExpiration: optional(
    object({ newerNoncurrentVersions: optional(number), noncurrentDays: required(number) }),
  ),
  noncurrentVersionTransitions: optional(
    set(
      object({
        newerNoncurrentVersions: optional(number),
        noncurrentDays: required(number),
        storageClass: required(string),
      }),
    ),
  ),
  abortIncompleteMultipartUpload: optional(object({ daysAfterInitiation: optional(number) })),
});

/** A rule for S3. Without filter and prefix it is for the whole bucket, which S3 wants said with an empty prefix. */
export function toLifecycleRule(rule: LifecycleRule): AwsRule {
  const { expiration, noncurrentVersionExpiration: old, abortIncompleteMultipartUpload: abort } = rule;
  return defined({
    ID: rule.id,
    Status: rule.status,
    ...(rule.prefix && !rule.filter ? { Prefix: rule.prefix } : { Filter: toFilter(rule.filter) }),
    Expiration:
      expiration &&
      defined({
        Date: expiration.date ? new Date(expiration.date) : undefined,
        Days: expiration.days || undefined,
        ExpiredObjectDeleteMarker: expiration.expiredObjectDeleteMarker || undefined,
      }),
    Transitions: rule.transitions?.map((transition) =>
      defined({
        Date: transition.date ? new Date(transition.date) : undefined,
        Days: transition.date ? undefined : (transition.days ?? 0),
        StorageClass: transition.storageClass,
      }),
    ),
    NoncurrentVersionExpiration:
      old &&
      defined({
        NewerNoncurrentVersions: old.newerNoncurrentVersions || undefined,
        NoncurrentDays: old.noncurrentDays,
      }),
    NoncurrentVersionTransitions: rule.noncurrentVersionTransitions?.map((transition) =>
      defined({
        NewerNoncurrentVersions: transition.newerNoncurrentVersions || undefined,
        NoncurrentDays: transition.noncurrentDays,
        StorageClass: transition.storageClass,
      }),
    ),
    AbortIncompleteMultipartUpload: abort && { DaysAfterInitiation: abort.daysAfterInitiation },
  }) as AwsRule;
}

/** A rule from S3. */
export function fromLifecycleRule(rule: AwsRule): Properties {
  const { Expiration, NoncurrentVersionExpiration: old, AbortIncompleteMultipartUpload: abort } = rule;
  return {
    id: rule.ID ?? "",
    status: rule.Status,
    prefix: rule.Prefix ?? "",
    filter: rule.Filter && fromFilter(rule.Filter),
    expiration: Expiration && {
      date: Expiration.Date?.toISOString(),
      days: Expiration.Days ?? 0,
      expiredObjectDeleteMarker: Expiration.ExpiredObjectDeleteMarker ?? false,
    },
    transitions: rule.Transitions?.map((transition) => ({
      date: transition.Date?.toISOString(),
      days: transition.Days ?? 0,
      storageClass: transition.StorageClass,
    })),
    noncurrentVersionExpiration: old && {
      newerNoncurrentVersions: old.NewerNoncurrentVersions,
      noncurrentDays: old.NoncurrentDays ?? 0,
    },
    noncurrentVersionTransitions: rule.NoncurrentVersionTransitions?.map((transition) => ({
      newerNoncurrentVersions: transition.NewerNoncurrentVersions,
      noncurrentDays: transition.NoncurrentDays ?? 0,
      storageClass: transition.StorageClass,
    })),
    abortIncompleteMultipartUpload: abort && { daysAfterInitiation: abort.DaysAfterInitiation },
  };
}

function toFilter(filter: LifecycleRule["filter"]): LifecycleRuleFilter {
  if (filter?.and)
    return { And: defined({ ...toSizes(filter.and), Tags: filter.and.tags && toTagList(filter.and.tags) }) };
  if (filter?.tag) return { Tag: { Key: filter.tag.key, Value: filter.tag.value } };
  const sizes = toSizes(filter ?? {});
  return Object.keys(sizes).length > 0 ? sizes : { Prefix: "" };
}

function toSizes({ objectSizeGreaterThan, objectSizeLessThan, prefix }: SizeAndPrefix): LifecycleRuleFilter {
  return defined({
    ObjectSizeGreaterThan: objectSizeGreaterThan || undefined,
    ObjectSizeLessThan: objectSizeLessThan || undefined,
    Prefix: prefix || undefined,
  });
}

function fromFilter({ And, Tag, ...filter }: LifecycleRuleFilter): Properties {
  return {
    ...fromSizes(filter),
    and: And && { ...fromSizes(And), tags: And.Tags && fromTagList(And.Tags) },
    tag: Tag && { key: Tag.Key, value: Tag.Value },
  };
}

function fromSizes(filter: LifecycleRuleFilter): Properties {
  return {
    objectSizeGreaterThan: filter.ObjectSizeGreaterThan ?? 0,
    objectSizeLessThan: filter.ObjectSizeLessThan ?? 0,
    prefix: filter.Prefix ?? "",
  };
}

/** Without the members that are undefined: the SDK's types know absent, not undefined. */
function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
