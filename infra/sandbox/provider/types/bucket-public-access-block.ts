import {
  DeletePublicAccessBlockCommand,
  GetPublicAccessBlockCommand,
  type PublicAccessBlockConfiguration,
  PutPublicAccessBlockCommand,
} from "@aws-sdk/client-s3";
import { unlessAbsent } from "../aws-call-error.ts";
import { eventually } from "../eventually.ts";
import type { Properties } from "../property-value.ts";
import type { Context, ResourceType } from "../resource-type.ts";
import { boolean, ofBucket, optional, region } from "../schema.ts";

const absent = ["NoSuchBucket", "NoSuchPublicAccessBlockConfiguration"];
const flag = optional(boolean, { default: false });

async function put(inputs: Properties, context: Context): Promise<Properties> {
  const Bucket = inputs["bucket"] as string;
  const PublicAccessBlockConfiguration = {
    BlockPublicAcls: inputs["blockPublicAcls"] === true,
    BlockPublicPolicy: inputs["blockPublicPolicy"] === true,
    IgnorePublicAcls: inputs["ignorePublicAcls"] === true,
    RestrictPublicBuckets: inputs["restrictPublicBuckets"] === true,
  };
  await eventually(Bucket, context, () =>
    context.aws.s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration })),
  );
  const state = stateOf(Bucket, PublicAccessBlockConfiguration, context);
  return { ...state, skipDestroy: inputs["skipDestroy"] };
}

function stateOf(bucket: string, found: PublicAccessBlockConfiguration, context: Context): Properties {
  return {
    bucket,
    blockPublicAcls: found.BlockPublicAcls ?? false,
    blockPublicPolicy: found.BlockPublicPolicy ?? false,
    ignorePublicAcls: found.IgnorePublicAcls ?? false,
    restrictPublicBuckets: found.RestrictPublicBuckets ?? false,
    region: context.region,
  };
}

/** Block Public Access of one bucket. */
export const bucketPublicAccessBlock: ResourceType = {
  token: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  schema: {
    inputs: {
      bucket: ofBucket,
      blockPublicAcls: flag,
      blockPublicPolicy: flag,
      ignorePublicAcls: flag,
      restrictPublicBuckets: flag,
      skipDestroy: optional(boolean, { local: true }),
      region,
    },
    outputs: {},
  },
  async create(inputs, context) {
    return { id: inputs["bucket"] as string, state: await put(inputs, context) };
  },
  async read(id, _prior, context) {
    const found = await unlessAbsent(
      context.aws.s3.send(new GetPublicAccessBlockCommand({ Bucket: id })),
      ...absent,
    );
    const block = found?.PublicAccessBlockConfiguration;
    return block && { id, state: stateOf(id, block, context) };
  },
  update: (_id, _state, inputs, context) => put(inputs, context),
  async delete(id, state, context) {
    if (state["skipDestroy"] === true) return;
    await unlessAbsent(context.aws.s3.send(new DeletePublicAccessBlockCommand({ Bucket: id })), ...absent);
  },
};
