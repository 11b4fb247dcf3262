import {
  DeleteBucketOwnershipControlsCommand,
  GetBucketOwnershipControlsCommand,
  type ObjectOwnership,
  PutBucketOwnershipControlsCommand,
} from "@aws-sdk/client-s3";
import { unlessAbsent } from "../aws-call-error.ts";
import { eventually } from "../eventually.ts";
import type { Properties } from "../property-value.ts";
import type { Context, ResourceType } from "../resource-type.ts";
import { object, ofBucket, oneOf, region, required } from "../schema.ts";

const absent = ["NoSuchBucket", "OwnershipControlsNotFoundError"];

async function put(inputs: Properties, context: Context): Promise<Properties> {
  const Bucket = inputs["bucket"] as string;
  const { objectOwnership } = inputs["rule"] as { objectOwnership: ObjectOwnership };
  const OwnershipControls = { Rules: [{ ObjectOwnership: objectOwnership }] };
  await eventually(Bucket, context, () =>
    context.aws.s3.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls })),
  );
  return { bucket: Bucket, rule: { objectOwnership }, region: context.region };
}

/** Who owns the objects that others put into a bucket. */
export const bucketOwnershipControls: ResourceType = {
  token: "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
  schema: {
    inputs: {
      bucket: ofBucket,
      rule: required(
        object({
          objectOwnership: required(oneOf("BucketOwnerPreferred", "ObjectWriter", "BucketOwnerEnforced")),
        }),
      ),
      region,
    },
    outputs: {},
  },
  async create(inputs, context) {
    return { id: inputs["bucket"] as string, state: await put(inputs, context) };
  },
  async read(id, _prior, context) {
    const found = await unlessAbsent(
      context.aws.s3.send(new GetBucketOwnershipControlsCommand({ Bucket: id })),
      ...absent,
    );
    const objectOwnership = found?.OwnershipControls?.Rules?.[0]?.ObjectOwnership;
    return (
      objectOwnership && { id, state: { bucket: id, rule: { objectOwnership }, region: context.region } }
    );
  },
  update: (_id, _state, inputs, context) => put(inputs, context),
  async delete(id, _state, context) {
    await unlessAbsent(
      context.aws.s3.send(new DeleteBucketOwnershipControlsCommand({ Bucket: id })),
      ...absent,
    );
  },
};
