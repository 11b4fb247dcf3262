import {
  AddTagsCommand,
  CreateTrailCommand,
  DeleteTrailCommand,
  GetEventSelectorsCommand,
  GetInsightSelectorsCommand,
  GetTrailCommand,
  GetTrailStatusCommand,
  ListTagsCommand,
  PutEventSelectorsCommand,
  PutInsightSelectorsCommand,
  RemoveTagsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
} from "@aws-sdk/client-cloudtrail";
import { unlessAbsent } from "../aws-call-error.ts";
import { sameValue } from "../diff.ts";
import { isZero, type Properties } from "../property-value.ts";
import type { Context, Failure, ResourceType } from "../resource-type.ts";
import { boolean, map, optional, type Property, region, required, string } from "../schema.ts";
import { allTags, fromTagList, tagState, tagsOf, toTagList } from "../tags.ts";
import {
  advancedEventSelectors,
  areDefault,
  defaultSelector,
  eventSelectors,
  fromAdvancedEventSelectors,
  fromEventSelectors,
  insightSelectors,
  toAdvancedEventSelectors,
  toEventSelectors,
  toInsightSelectors,
} from "./trail-selectors.ts";

/** Properties that CreateTrail and UpdateTrail take, each with its parameter. */
const settings = {
  s3BucketName: "S3BucketName",
  s3KeyPrefix: "S3KeyPrefix",
  snsTopicName: "SnsTopicName",
  includeGlobalServiceEvents: "IncludeGlobalServiceEvents",
  isMultiRegionTrail: "IsMultiRegionTrail",
  enableLogFileValidation: "EnableLogFileValidation",
  isOrganizationTrail: "IsOrganizationTrail",
  kmsKeyId: "KmsKeyId",
  cloudWatchLogsGroupArn: "CloudWatchLogsLogGroupArn",
  cloudWatchLogsRoleArn: "CloudWatchLogsRoleArn",
} as const;

const inputs: Readonly<Record<string, Property>> = {
  name: optional(string, { computed: true, replaces: true }),
  s3BucketName: required(string),
  s3KeyPrefix: optional(string),
  snsTopicName: optional(string),
  includeGlobalServiceEvents: optional(boolean, { default: true }),
  isMultiRegionTrail: optional(boolean, { default: false }),
  enableLogFileValidation: optional(boolean, { default: false }),
  isOrganizationTrail: optional(boolean, { default: false }),
  kmsKeyId: optional(string),
  cloudWatchLogsGroupArn: optional(string),
  cloudWatchLogsRoleArn: optional(string),
  enableLogging: optional(boolean, { default: true }),
  eventSelectors: optional(eventSelectors),
  advancedEventSelectors: optional(advancedEventSelectors),
  insightSelectors: optional(insightSelectors),
  tags: optional(map),
  region,
};

function validate(given: Properties): readonly Failure[] {
  const failures: Failure[] = [];
  if (!isZero(given["eventSelectors"]) && !isZero(given["advancedEventSelectors"]))
    failures.push({
      property: "advancedEventSelectors",
      reason: "cannot be given together with eventSelectors",
    });
  if (given["isMultiRegionTrail"] === true && given["includeGlobalServiceEvents"] === false)
    failures.push({
      property: "includeGlobalServiceEvents",
      reason: "must be true for a trail of all regions (CloudTrail's rule)",
    });
  return failures;
}

/** Settings given, as request parameters. */
function parametersOf(given: Properties) {
  const entries = Object.entries(settings).map(([ours, theirs]) => [theirs, given[ours]] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== "")) as {
    S3BucketName: string;
  };
}

async function putSelectors(TrailName: string, given: Properties, context: Context): Promise<void> {
  const advanced = toAdvancedEventSelectors(given["advancedEventSelectors"]);
  const basic = toEventSelectors(given["eventSelectors"]);
  await context.aws.cloudtrail.send(
    new PutEventSelectorsCommand(
      advanced.length > 0
        ? { TrailName, AdvancedEventSelectors: advanced }
        : { TrailName, EventSelectors: basic.length > 0 ? basic : [defaultSelector] },
    ),
  );
}

async function putInsights(TrailName: string, given: Properties, context: Context): Promise<void> {
  const InsightSelectors = toInsightSelectors(given["insightSelectors"]);
  await context.aws.cloudtrail.send(new PutInsightSelectorsCommand({ TrailName, InsightSelectors }));
}

async function setLogging(Name: string, on: boolean, context: Context): Promise<void> {
  if (on) await context.aws.cloudtrail.send(new StartLoggingCommand({ Name }));
  else await context.aws.cloudtrail.send(new StopLoggingCommand({ Name }));
}

/** The two kinds of event selectors; a trail has one or the other. */
const selectorNames = ["eventSelectors", "advancedEventSelectors"] as const;

function differs(name: string, a: Properties, b: Properties): boolean {
  return !sameValue(inputs[name]!.shape, a[name], b[name]);
}

/** A trail: what CloudTrail records and where it puts the log files. Its ID is its ARN. */
export const trail: ResourceType = {
  token: "aws:cloudtrail/trail:Trail",
  naming: { property: "name", maxLength: 128 },
  schema: { inputs, outputs: { arn: string, homeRegion: string, snsTopicArn: string, tagsAll: map } },
  validate,

  async create(given, context, progress) {
    const tagsAll = allTags(context.defaultTags, given["tags"]);
    const made = await context.aws.cloudtrail.send(
      new CreateTrailCommand({
        Name: given["name"] as string,
        ...parametersOf(given),
        ...(Object.keys(tagsAll).length > 0 ? { TagsList: toTagList(tagsAll) } : {}),
      }),
    );
    const id = made.TrailARN!;
    const name = made.Name ?? nameOf(id);
    let state: Properties = {
      ...given,
      name,
      arn: id,
      homeRegion: context.region,
      region: context.region,
      snsTopicArn: made.SnsTopicARN ?? "",
      tagsAll,
      enableLogging: false,
      eventSelectors: [],
      advancedEventSelectors: [],
      insightSelectors: [],
      __defaults: undefined,
    };
    const did = (more: Properties) => {
      state = { ...state, ...more };
      progress({ id, state });
    };
    did({});
    if (selectorNames.some((name) => !isZero(given[name]))) {
      await putSelectors(name, given, context);
      did(pick(given, selectorNames));
    }
    if (!isZero(given["insightSelectors"])) {
      await putInsights(name, given, context);
      did(pick(given, ["insightSelectors"]));
    }
    if (given["enableLogging"] === true) {
      await setLogging(name, true, context);
      did({ enableLogging: true });
    }
    return { id, state };
  },

  async read(id, prior, context) {
    const { cloudtrail } = context.aws;
    const { Trail: found } =
      (await unlessAbsent(cloudtrail.send(new GetTrailCommand({ Name: id })), "TrailNotFoundException")) ??
      {};
    const TrailName = found?.TrailARN;
    if (!found || !TrailName) return undefined;
    const [status, tagging, selectors, insights] = await Promise.all([
      cloudtrail.send(new GetTrailStatusCommand({ Name: TrailName })),
      cloudtrail.send(new ListTagsCommand({ ResourceIdList: [TrailName] })),
      cloudtrail.send(new GetEventSelectorsCommand({ TrailName })),
      found.HasInsightSelectors
        ? unlessAbsent(
            cloudtrail.send(new GetInsightSelectorsCommand({ TrailName })),
            "InsightNotEnabledException",
          )
        : undefined,
    ]);
    const basic = selectors.EventSelectors ?? [];
    const shown = areDefault(basic) && isZero(prior["eventSelectors"]) ? [] : basic;
    const state = {
      s3BucketName: found.S3BucketName,
      s3KeyPrefix: found.S3KeyPrefix,
      includeGlobalServiceEvents: found.IncludeGlobalServiceEvents,
      isMultiRegionTrail: found.IsMultiRegionTrail,
      enableLogFileValidation: found.LogFileValidationEnabled,
      isOrganizationTrail: found.IsOrganizationTrail,
      kmsKeyId: found.KmsKeyId,
      cloudWatchLogsGroupArn: found.CloudWatchLogsLogGroupArn,
      cloudWatchLogsRoleArn: found.CloudWatchLogsRoleArn,
      name: found.Name,
      snsTopicName: found.SnsTopicName ?? (prior["snsTopicName"] as string | undefined),
      arn: TrailName,
      homeRegion: found.HomeRegion,
      region: context.region,
      snsTopicArn: found.SnsTopicARN ?? "",
      enableLogging: status.IsLogging ?? false,
      eventSelectors: fromEventSelectors(shown),
      advancedEventSelectors: fromAdvancedEventSelectors(selectors.AdvancedEventSelectors ?? []),
      insightSelectors: (insights?.InsightSelectors ?? []).map(({ InsightType }) => ({
        insightType: InsightType,
      })),
      ...tagState(fromTagList(tagging.ResourceTagList?.[0]?.TagsList), context.defaultTags, prior),
    };
    return { id: TrailName, state };
  },

  async update(id, old, given, context, progress) {
    const { cloudtrail } = context.aws;
    const name = nameOf(id);
    let state = old;
    const did = (more: Properties) => {
      state = { ...state, ...more };
      progress({ id, state });
    };
    const changed = Object.keys(settings).filter((name) => differs(name, old, given));
    if (changed.length > 0) {
      // An empty string takes a setting away; leaving it out would keep it.
      const taken = Object.fromEntries(
        changed
          .filter((setting) => isZero(given[setting]))
          .map((setting) => [settings[setting as keyof typeof settings], cleared(setting)]),
      );
      const now = await cloudtrail.send(
        new UpdateTrailCommand({ Name: name, ...taken, ...parametersOf(given) }),
      );
      did({ ...pick(given, changed), snsTopicArn: now.SnsTopicARN ?? "" });
    }
    const before = tagsOf(old["tagsAll"]);
    const tagsAll = allTags(context.defaultTags, given["tags"]);
    const gone = Object.keys(before).filter((key) => !(key in tagsAll));
    const put = Object.entries(tagsAll).filter(([key, value]) => before[key] !== value);
    if (gone.length > 0)
      await cloudtrail.send(
        new RemoveTagsCommand({ ResourceId: id, TagsList: gone.map((Key) => ({ Key })) }),
      );
    if (put.length > 0)
      await cloudtrail.send(
        new AddTagsCommand({ ResourceId: id, TagsList: toTagList(Object.fromEntries(put)) }),
      );
    did({ tags: given["tags"], tagsAll });
    if (selectorNames.some((name) => differs(name, old, given))) {
      await putSelectors(name, given, context);
      did(pick(given, selectorNames));
    }
    if (differs("insightSelectors", old, given)) {
      await putInsights(name, given, context);
      did(pick(given, ["insightSelectors"]));
    }
    if (differs("enableLogging", old, given)) {
      await setLogging(name, given["enableLogging"] === true, context);
      did(pick(given, ["enableLogging"]));
    }
    return state;
  },

  async delete(id, _state, context) {
    await unlessAbsent(
      context.aws.cloudtrail.send(new DeleteTrailCommand({ Name: nameOf(id) })),
      "TrailNotFoundException",
    );
  },
};

/** What to send to take a setting away. */
const cleared = (setting: string) => (inputs[setting]!.shape.kind === "boolean" ? false : "");

/** The name in a trail's ARN. Calls go to the trail's home region, where the name is enough. */
function nameOf(arn: string): string {
  return arn.slice(arn.indexOf(":trail/") + ":trail/".length);
}

/** These properties of `from`; those it has not are set to nothing. */
function pick(from: Properties, names: readonly string[]): Properties {
  return Object.fromEntries(names.map((name) => [name, from[name]]));
}
