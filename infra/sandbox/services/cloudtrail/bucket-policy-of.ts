import { AwsError, type Reply } from "../../service.ts";
import type { World } from "../../world.ts";
import type { Trail } from "./trails.ts";

/** What the trail's account can see of its bucket's policy: the text, `undefined` for none, or that it may not look. */
export type VisiblePolicy = { readonly text: string | undefined } | "hidden";

/** Reads the bucket's policy as the root of the trail's account, only to explain a refusal; leaves no record. */
export function bucketPolicyOf(world: World, trail: Trail): VisiblePolicy {
  const { accountId } = trail;
  const root = {
    type: "Root",
    accountId,
    arn: `arn:aws:iam::${accountId}:root`,
    principalId: accountId,
  } as const;
  try {
    const reply = world.internalCall(root, "s3", "GetBucketPolicy", {
      region: trail.homeRegion,
      input: { Bucket: trail.s3BucketName },
      record: false,
    });
    return { text: textOf(reply) };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return error.code === "NoSuchBucketPolicy" ? { text: undefined } : "hidden";
  }
}

function textOf({ body, output }: Reply): string {
  return Buffer.isBuffer(body) ? body.toString() : String(output?.["Policy"] ?? "");
}
