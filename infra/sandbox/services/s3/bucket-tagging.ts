import { AwsError, type Call } from "../../service.ts";
import { children } from "../../wire/xml.ts";
import { requireRoot } from "./access-settings.ts";
import { malformedXml } from "./errors.ts";
import { bucketOperation, xmlReply } from "./operation.ts";
import { type Bucket, buckets } from "./state.ts";
import { requireTags } from "./tags.ts";

export const getBucketTagging = bucketOperation({
  action: "s3:GetBucketTagging",
  readOnly: true,
  handle(_call, _world, bucket) {
    if (!bucket.tags?.length)
      throw new AwsError("NoSuchTagSet", "The TagSet does not exist", {
        status: 404,
        extra: { BucketName: bucket.name },
      });
    return xmlReply("Tagging", { TagSet: { Tag: bucket.tags } });
  },
});

export const putBucketTagging = bucketOperation({
  action: "s3:PutBucketTagging",
  readOnly: false,
  handle(call, world, bucket) {
    buckets(world).put(bucket.name, { ...bucket, tags: tagSet(call, 50) });
    return { status: 204 };
  },
});

export const deleteBucketTagging = bucketOperation({
  action: "s3:PutBucketTagging",
  readOnly: false,
  handle(_call, world, { tags: _, ...bucket }) {
    buckets(world).put(bucket.name, bucket as Bucket);
    return { status: 204 };
  },
});

/** The tags of a `<Tagging>` body. */
export function tagSet(call: Call, most: number): ReturnType<typeof requireTags> {
  const root = requireRoot(call.request.body.bytes(), "Tagging");
  const [set] = children(root, "TagSet");
  if (set === undefined) throw malformedXml();
  return requireTags(children(set, "Tag"), most);
}
