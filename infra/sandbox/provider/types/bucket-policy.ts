import {
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  PutBucketPolicyCommand,
} from "@aws-sdk/client-s3";
import { unlessAbsent } from "../aws-call-error.ts";
import { eventually } from "../eventually.ts";
import { samePolicy } from "../policy-equivalence.ts";
import type { Properties } from "../property-value.ts";
import type { Context, ResourceType } from "../resource-type.ts";
import { ofBucket, region, required } from "../schema.ts";

async function put(inputs: Properties, context: Context): Promise<Properties> {
  const Bucket = inputs["bucket"] as string;
  const Policy = inputs["policy"] as string;
  await eventually(Bucket, context, () =>
    context.aws.s3.send(new PutBucketPolicyCommand({ Bucket, Policy })),
  );
  return { bucket: Bucket, policy: Policy, region: context.region };
}

/** Who may do what with a bucket. */
export const bucketPolicy: ResourceType = {
  token: "aws:s3/bucketPolicy:BucketPolicy",
  schema: {
    inputs: { bucket: ofBucket, policy: required({ kind: "json", same: samePolicy }), region },
    outputs: {},
  },
  async create(inputs, context) {
    return { id: inputs["bucket"] as string, state: await put(inputs, context) };
  },
  async read(id, prior, context) {
    const found = await unlessAbsent(
      context.aws.s3.send(new GetBucketPolicyCommand({ Bucket: id })),
      "NoSuchBucket",
      "NoSuchBucketPolicy",
    );
    if (!found?.Policy) return undefined;
    const known = prior["policy"];
    const policy = typeof known === "string" && samePolicy(known, found.Policy) ? known : found.Policy;
    return { id, state: { bucket: id, policy, region: context.region } };
  },
  update: (_id, _state, inputs, context) => put(inputs, context),
  async delete(id, _state, context) {
    await unlessAbsent(
      context.aws.s3.send(new DeleteBucketPolicyCommand({ Bucket: id })),
      "NoSuchBucket",
      "NoSuchBucketPolicy",
    );
  },
};
