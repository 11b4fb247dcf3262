import { AwsError } from "../../service.ts";
import { children, childText, parseXml, type XmlValue } from "../../wire/xml.ts";
import { aclReply, checkGrants, grantsFromBody, grantsFromHeaders } from "./acl.ts";
import { invalidRequest, malformedXml } from "./errors.ts";
import { bucketOperation, xmlReply } from "./operation.ts";
import { buckets, canonicalUser, type ObjectOwnership } from "./state.ts";

// Who may reach a bucket besides its policy: ACL, Block Public Access, object ownership.

/** The body's root, if it is the one expected. */
export function requireRoot(body: Buffer, name: string): XmlValue {
  if (body.length === 0) throw new AwsError("MissingRequestBodyError", "Request Body is empty");
  const parsed = parseXml(body.toString("utf8"));
  if (parsed?.name !== name) throw malformedXml();
  return parsed.value;
}

export const getBucketAcl = bucketOperation({
  action: "s3:GetBucketAcl",
  readOnly: true,
  handle: (_call, _world, bucket) => aclReply(canonicalUser(bucket.account), bucket.acl),
});

export const putBucketAcl = bucketOperation({
  action: "s3:PutBucketAcl",
  readOnly: false,
  handle(call, world, bucket) {
    const grants = grantsFromHeaders(call, bucket.account, bucket) ?? grantsFromBody(call);
    checkGrants(call, grants, bucket);
    buckets(world).put(bucket.name, { ...bucket, acl: grants });
    return { body: Buffer.alloc(0) };
  },
});

const settings = [
  "BlockPublicAcls",
  "IgnorePublicAcls",
  "BlockPublicPolicy",
  "RestrictPublicBuckets",
] as const;

export const getPublicAccessBlock = bucketOperation({
  action: "s3:GetBucketPublicAccessBlock",
  readOnly: true,
  handle(_call, _world, bucket) {
    if (!bucket.publicAccessBlock)
      throw new AwsError(
        "NoSuchPublicAccessBlockConfiguration",
        "The public access block configuration was not found",
        { status: 404, extra: { BucketName: bucket.name } },
      );
    return xmlReply("PublicAccessBlockConfiguration", bucket.publicAccessBlock);
  },
});

export const putPublicAccessBlock = bucketOperation({
  action: "s3:PutBucketPublicAccessBlock",
  readOnly: false,
  handle(call, world, bucket) {
    const root = requireRoot(call.request.body.bytes(), "PublicAccessBlockConfiguration");
    const asked = settings.map((name) => {
      const text = childText(root, name)?.trim().toLowerCase();
      if (text !== undefined && text !== "true" && text !== "false") throw malformedXml();
      return [name, text === "true"] as const;
    });
    if (settings.every((name) => children(root, name).length === 0))
      throw invalidRequest("Must specify at least one configuration.");
    const publicAccessBlock = Object.fromEntries(asked) as Record<(typeof settings)[number], boolean>;
    buckets(world).put(bucket.name, { ...bucket, publicAccessBlock });
    return { body: Buffer.alloc(0) };
  },
});

export const deletePublicAccessBlock = bucketOperation({
  action: "s3:PutBucketPublicAccessBlock",
  readOnly: false,
  handle(_call, world, { publicAccessBlock: _, ...bucket }) {
    buckets(world).put(bucket.name, bucket);
    return { status: 204 };
  },
});

export const getBucketOwnershipControls = bucketOperation({
  action: "s3:GetBucketOwnershipControls",
  readOnly: true,
  handle(_call, _world, bucket) {
    if (!bucket.ownership)
      throw new AwsError("OwnershipControlsNotFoundError", "The bucket ownership controls were not found", {
        status: 404,
        extra: { BucketName: bucket.name },
      });
    return xmlReply("OwnershipControls", { Rule: { ObjectOwnership: bucket.ownership } });
  },
});

export const putBucketOwnershipControls = bucketOperation({
  action: "s3:PutBucketOwnershipControls",
  readOnly: false,
  handle(call, world, bucket) {
    const root = requireRoot(call.request.body.bytes(), "OwnershipControls");
    const rules = children(root, "Rule");
    const ownership = childText(rules[0], "ObjectOwnership");
    if (rules.length !== 1 || !ownership) throw malformedXml();
    if (!["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"].includes(ownership))
      throw malformedXml();
    const owner = canonicalUser(bucket.account);
    if (
      ownership === "BucketOwnerEnforced" &&
      bucket.acl.some(({ grantee }) => !("id" in grantee) || grantee.id !== owner)
    )
      throw new AwsError(
        "InvalidBucketAclWithObjectOwnership",
        "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
      );
    buckets(world).put(bucket.name, { ...bucket, ownership: ownership as ObjectOwnership });
    return { body: Buffer.alloc(0) };
  },
});

export const deleteBucketOwnershipControls = bucketOperation({
  action: "s3:PutBucketOwnershipControls",
  readOnly: false,
  handle(_call, world, { ownership: _, ...bucket }) {
    buckets(world).put(bucket.name, bucket);
    return { status: 204 };
  },
});
