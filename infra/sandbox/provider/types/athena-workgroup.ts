import type {
  EncryptionOption,
  ResultConfiguration,
  WorkGroup,
  WorkGroupConfiguration,
  WorkGroupState,
} from "@aws-sdk/client-athena";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import type { Properties } from "../property-value.ts";
import type { Context, ResourceType } from "../resource-type.ts";
import { boolean, map, number, object, oneOf, optional, region, string } from "../schema.ts";
import { allTags, fromTagList, tagChanges, tagState, tagsOf, toTagList } from "../tags.ts";
import { unlessMissing } from "./athena-named-query.ts";

const configuration = object({
  bytesScannedCutoffPerQuery: optional(number),
  enforceWorkgroupConfiguration: optional(boolean, { default: true }),
  publishCloudwatchMetricsEnabled: optional(boolean, { default: true }),
  requesterPaysEnabled: optional(boolean),
  enableMinimumEncryptionConfiguration: optional(boolean, { computed: true }),
  engineVersion: optional(
    object({
      selectedEngineVersion: optional(string, { default: "AUTO" }),
      effectiveEngineVersion: optional(string, { computed: true }),
    }),
    { computed: true },
  ),
  resultConfiguration: optional(
    object({
      outputLocation: optional(string),
      expectedBucketOwner: optional(string),
      encryptionConfiguration: optional(
        object({
          encryptionOption: optional(oneOf("SSE_S3", "SSE_KMS", "CSE_KMS")),
          kmsKeyArn: optional(string),
        }),
      ),
      aclConfiguration: optional(object({ s3AclOption: optional(oneOf("BUCKET_OWNER_FULL_CONTROL")) })),
    }),
  ),
});

interface Results {
  readonly outputLocation?: string;
  readonly expectedBucketOwner?: string;
  readonly encryptionConfiguration?: {
    readonly encryptionOption?: EncryptionOption;
    readonly kmsKeyArn?: string;
  };
  readonly aclConfiguration?: { readonly s3AclOption?: "BUCKET_OWNER_FULL_CONTROL" };
}

const configurationOf = (given: Properties) => (given["configuration"] ?? {}) as Properties;

function results(given: Properties): ResultConfiguration {
  const { outputLocation, expectedBucketOwner, encryptionConfiguration, aclConfiguration } = (configurationOf(
    given,
  )["resultConfiguration"] ?? {}) as Results;
  return {
    ...(outputLocation ? { OutputLocation: outputLocation } : {}),
    ...(expectedBucketOwner ? { ExpectedBucketOwner: expectedBucketOwner } : {}),
    ...(encryptionConfiguration?.encryptionOption
      ? {
          EncryptionConfiguration: {
            EncryptionOption: encryptionConfiguration.encryptionOption,
            ...(encryptionConfiguration.kmsKeyArn ? { KmsKey: encryptionConfiguration.kmsKeyArn } : {}),
          },
        }
      : {}),
    ...(aclConfiguration?.s3AclOption
      ? { AclConfiguration: { S3AclOption: aclConfiguration.s3AclOption } }
      : {}),
  };
}

/** What both CreateWorkGroup and UpdateWorkGroup take. */
function settings(given: Properties) {
  const config = configurationOf(given);
  const engine = (config["engineVersion"] ?? {}) as { selectedEngineVersion?: string };
  const cutoff = config["bytesScannedCutoffPerQuery"] as number | undefined;
  const minimum = config["enableMinimumEncryptionConfiguration"] as boolean | undefined;
  return {
    EnforceWorkGroupConfiguration: config["enforceWorkgroupConfiguration"] !== false,
    PublishCloudWatchMetricsEnabled: config["publishCloudwatchMetricsEnabled"] !== false,
    RequesterPaysEnabled: config["requesterPaysEnabled"] === true,
    ...(minimum === undefined ? {} : { EnableMinimumEncryptionConfiguration: minimum }),
    ...(cutoff ? { BytesScannedCutoffPerQuery: cutoff } : {}),
    ...(engine.selectedEngineVersion
      ? { EngineVersion: { SelectedEngineVersion: engine.selectedEngineVersion } }
      : {}),
  } satisfies WorkGroupConfiguration;
}

/** A workgroup as it is, under the provider's names. */
function shown({ Configuration: found = {}, Description, State, Name }: WorkGroup): Properties {
  const { EncryptionConfiguration: encryption, ...result } = found.ResultConfiguration ?? {};
  return {
    name: Name,
    description: Description ?? "",
    state: State ?? "ENABLED",
    configuration: {
      bytesScannedCutoffPerQuery: found.BytesScannedCutoffPerQuery ?? 0,
      enforceWorkgroupConfiguration: found.EnforceWorkGroupConfiguration ?? false,
      publishCloudwatchMetricsEnabled: found.PublishCloudWatchMetricsEnabled ?? false,
      requesterPaysEnabled: found.RequesterPaysEnabled ?? false,
      enableMinimumEncryptionConfiguration: found.EnableMinimumEncryptionConfiguration ?? false,
      engineVersion: {
        selectedEngineVersion: found.EngineVersion?.SelectedEngineVersion,
        effectiveEngineVersion: found.EngineVersion?.EffectiveEngineVersion,
      },
      resultConfiguration: {
        outputLocation: result.OutputLocation ?? "",
        expectedBucketOwner: result.ExpectedBucketOwner ?? "",
        encryptionConfiguration: {
          encryptionOption: encryption?.EncryptionOption ?? "",
          kmsKeyArn: encryption?.KmsKey ?? "",
        },
        aclConfiguration: { s3AclOption: result.AclConfiguration?.S3AclOption ?? "" },
      },
    },
  };
}

const arnOf = (state: Properties) => state["arn"] as string;

async function find(name: string, context: Context) {
  const athena = await context.aws.athena();
  const found = await unlessMissing(athena.getWorkGroup({ WorkGroup: name }));
  return found?.WorkGroup;
}

/** The account that the ARN must name; Athena does not say it. */
async function arn(name: string, context: Context): Promise<string> {
  const { Account, Arn = "" } = await context.aws.sts.send(new GetCallerIdentityCommand({}));
  return `arn:${Arn.split(":")[1]}:athena:${context.region}:${Account}:workgroup/${name}`;
}

/** A workgroup of Athena: where results go, how much a query may read. Its ID is its name. */
export const athenaWorkgroup: ResourceType = {
  token: "aws:athena/workgroup:Workgroup",
  naming: { property: "name", maxLength: 128 },
  schema: {
    inputs: {
      name: optional(string, { computed: true, replaces: true }),
      description: optional(string),
      state: optional(oneOf("ENABLED", "DISABLED"), { default: "ENABLED" }),
      forceDestroy: optional(boolean, { local: true }),
      configuration: optional(configuration, { computed: true }),
      tags: optional(map),
      region,
    },
    outputs: { arn: string, tagsAll: map },
  },
  async create(given, context, progress) {
    const athena = await context.aws.athena();
    const name = given["name"] as string;
    const tagsAll = allTags(context.defaultTags, given["tags"]);
    await athena.createWorkGroup({
      Name: name,
      ...(given["description"] ? { Description: given["description"] as string } : {}),
      Configuration: { ...settings(given), ResultConfiguration: results(given) },
      ...(Object.keys(tagsAll).length > 0 ? { Tags: toTagList(tagsAll) } : {}),
    });
    const state = async () => ({
      ...shown((await find(name, context)) ?? { Name: name }),
      forceDestroy: given["forceDestroy"],
      arn: await arn(name, context),
      tags: given["tags"],
      tagsAll,
      region: context.region,
    });
    if (given["state"] === "DISABLED") {
      progress({ id: name, state: await state() });
      await athena.updateWorkGroup({ WorkGroup: name, State: "DISABLED" });
    }
    return { id: name, state: await state() };
  },
  async read(id, prior, context) {
    const found = await find(id, context);
    if (!found) return undefined;
    const athena = await context.aws.athena();
    const is = { ...shown(found), arn: await arn(id, context), region: context.region };
    const { Tags } = await athena.listTagsForResource({ ResourceARN: arnOf(is) });
    return { id, state: { ...is, ...tagState(fromTagList(Tags), context.defaultTags, prior) } };
  },
  async update(id, old, given, context) {
    const athena = await context.aws.athena();
    const result = results(given);
    const { BytesScannedCutoffPerQuery, ...rest } = settings(given);
    await athena.updateWorkGroup({
      WorkGroup: id,
      Description: (given["description"] as string | undefined) ?? "",
      State: given["state"] as WorkGroupState,
      ConfigurationUpdates: {
        ...rest,
        ...(BytesScannedCutoffPerQuery
          ? { BytesScannedCutoffPerQuery }
          : { RemoveBytesScannedCutoffPerQuery: true }),
        ResultConfigurationUpdates: {
          ...result,
          ...(result.OutputLocation ? {} : { RemoveOutputLocation: true }),
          ...(result.EncryptionConfiguration ? {} : { RemoveEncryptionConfiguration: true }),
          ...(result.ExpectedBucketOwner ? {} : { RemoveExpectedBucketOwner: true }),
          ...(result.AclConfiguration ? {} : { RemoveAclConfiguration: true }),
        },
      },
    });
    const tagsAll = allTags(context.defaultTags, given["tags"]);
    const { put, gone } = tagChanges(tagsOf(old["tagsAll"]), tagsAll);
    const ResourceARN = arnOf(old);
    if (gone.length > 0) await athena.untagResource({ ResourceARN, TagKeys: [...gone] });
    if (Object.keys(put).length > 0) await athena.tagResource({ ResourceARN, Tags: toTagList(put) });
    const is = shown((await find(id, context)) ?? { Name: id });
    return { ...old, ...is, forceDestroy: given["forceDestroy"], tags: given["tags"], tagsAll };
  },
  async delete(id, state, context) {
    const athena = await context.aws.athena();
    const RecursiveDeleteOption = state["forceDestroy"] === true;
    await unlessMissing(athena.deleteWorkGroup({ WorkGroup: id, RecursiveDeleteOption }));
  },
};
