import {
  type BucketVersioningStatus,
  GetBucketVersioningCommand,
  type MFADelete,
  PutBucketVersioningCommand,
} from "@aws-sdk/client-s3";
import { unlessAbsent } from "../aws-call-error.ts";
import { eventually } from "../eventually.ts";
import type { Properties } from "../property-value.ts";
import type { Context, ResourceType } from "../resource-type.ts";
import { object, ofBucket, oneOf, optional, region, required, string } from "../schema.ts";
import { ownedBucketId, ownedBucketProperties, parseOwnedBucketId } from "./owned-bucket-id.ts";

interface Versioning {
  readonly status: BucketVersioningStatus | "Disabled";
  readonly mfaDelete?: MFADelete;
}

async function put(inputs: Properties, was: string, context: Context): Promise<Properties> {
  const id = ownedBucketId(inputs);
  const { status, mfaDelete } = inputs["versioningConfiguration"] as unknown as Versioning;
  if (status !== "Disabled") {
    const MFA = inputs["mfa"] as string | undefined;
    const VersioningConfiguration = { Status: status, ...(mfaDelete ? { MFADelete: mfaDelete } : {}) };
    await eventually(inputs["bucket"] as string, context, () =>
      context.aws.s3.send(
        new PutBucketVersioningCommand({
          ...parseOwnedBucketId(id),
          VersioningConfiguration,
          ...(MFA ? { MFA } : {}),
        }),
      ),
    );
  } else if (was !== "Disabled")
    throw new Error(
      `versioning of ${inputs["bucket"]} is ${was} and can never be Disabled again (an S3 rule): use Suspended`,
    );
  return {
    ...ownedBucketProperties(id),
    versioningConfiguration: { status, mfaDelete: mfaDelete ?? "" },
    mfa: inputs["mfa"],
    region: context.region,
  };
}

/** Versioning of a bucket. */
export const bucketVersioning: ResourceType = {
  token: "aws:s3/bucketVersioning:BucketVersioning",
  aliases: ["aws:s3/bucketVersioningV2:BucketVersioningV2"],
  schema: {
    inputs: {
      bucket: ofBucket,
      expectedBucketOwner: optional(string, { replaces: true }),
      mfa: optional(string, { local: true }),
      versioningConfiguration: required(
        object({
          status: required(oneOf("Enabled", "Suspended", "Disabled")),
          mfaDelete: optional(oneOf("Enabled", "Disabled"), { computed: true }),
        }),
      ),
      region,
    },
    outputs: {},
  },
  async create(inputs, context) {
    return { id: ownedBucketId(inputs), state: await put(inputs, "Disabled", context) };
  },
  async read(id, _prior, context) {
    const found = await unlessAbsent(
      context.aws.s3.send(new GetBucketVersioningCommand(parseOwnedBucketId(id))),
      "NoSuchBucket",
    );
    if (!found) return undefined;
    const versioningConfiguration = { status: found.Status ?? "Disabled", mfaDelete: found.MFADelete ?? "" };
    return { id, state: { ...ownedBucketProperties(id), versioningConfiguration, region: context.region } };
  },
  update(_id, state, inputs, context) {
    const { status } = state["versioningConfiguration"] as unknown as Versioning;
    return put(inputs, status, context);
  },
  async delete(id, state, context) {
    const versioning = state["versioningConfiguration"] as unknown as Versioning | undefined;
    if (versioning?.status !== "Enabled") return;
    await unlessAbsent(
      context.aws.s3.send(
        new PutBucketVersioningCommand({
          ...parseOwnedBucketId(id),
          VersioningConfiguration: { Status: "Suspended" },
        }),
      ),
      "NoSuchBucket",
      // With Object Lock a bucket stays versioned.
      "InvalidBucketState",
    );
  },
};
