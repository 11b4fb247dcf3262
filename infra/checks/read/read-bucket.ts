import {
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLoggingCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import type { BucketFacts, PublicAccessBlock, Read } from "../facts.ts";
import { allPages, type Reader } from "./reading.ts";

const nothingBlocked: PublicAccessBlock = {
  blockPublicAcls: false,
  ignorePublicAcls: false,
  blockPublicPolicy: false,
  restrictPublicBuckets: false,
};

/** A log bucket, as far as this account may look at it. The client follows S3 to the bucket's region. */
export async function readBucket(reader: Reader, s3: S3Client, name: string): Promise<BucketFacts> {
  const Bucket = name;
  const standing = await standingOf(reader, s3, name);
  const { accountId } = reader.target.identity;
  const foreign = `bucket ${name} belongs to another account than ${accountId}, which alone may tell`;
  const read: Reader["read"] = async (action, call, absent) => {
    const answer = await reader.read(action, call, absent);
    return standing === "other" && "unread" in answer ? { unread: { action, why: foreign } } : answer;
  };
  if (standing === "gone") return unreadable(name, standing);
  const [policy, policyIsPublic, publicGrants, publicAccessBlock, accessLogBucket] = await Promise.all([
    read<string | undefined>(
      "s3:GetBucketPolicy",
      async (options) => (await s3.send(new GetBucketPolicyCommand({ Bucket }), options)).Policy,
      { NoSuchBucketPolicy: undefined },
    ),
    read(
      "s3:GetBucketPolicyStatus",
      async (options) =>
        (await s3.send(new GetBucketPolicyStatusCommand({ Bucket }), options)).PolicyStatus?.IsPublic ??
        false,
      { NoSuchBucketPolicy: false },
    ),
    read("s3:GetBucketAcl", async (options) => {
      const { Grants } = await s3.send(new GetBucketAclCommand({ Bucket }), options);
      const groups = (Grants ?? []).flatMap(
        ({ Grantee }) => /\/(AllUsers|AuthenticatedUsers)$/.exec(Grantee?.URI ?? "")?.[1] ?? [],
      );
      return [...new Set(groups)];
    }),
    read(
      "s3:GetBucketPublicAccessBlock",
      async (options): Promise<PublicAccessBlock> => {
        const { PublicAccessBlockConfiguration: block = {} } = await s3.send(
          new GetPublicAccessBlockCommand({ Bucket }),
          options,
        );
        return {
          blockPublicAcls: block.BlockPublicAcls ?? false,
          ignorePublicAcls: block.IgnorePublicAcls ?? false,
          blockPublicPolicy: block.BlockPublicPolicy ?? false,
          restrictPublicBuckets: block.RestrictPublicBuckets ?? false,
        };
      },
      { NoSuchPublicAccessBlockConfiguration: nothingBlocked },
    ),
    read(
      "s3:GetBucketLogging",
      async (options) =>
        (await s3.send(new GetBucketLoggingCommand({ Bucket }), options)).LoggingEnabled?.TargetBucket,
    ),
  ]);
  const [versioning, encryption, lifecycleRules, objectLock] = await Promise.all([
    read("s3:GetBucketVersioning", async (options) => {
      const { Status, MFADelete } = await s3.send(new GetBucketVersioningCommand({ Bucket }), options);
      return { enabled: Status === "Enabled", mfaDelete: MFADelete === "Enabled" };
    }),
    read<string | undefined>(
      "s3:GetEncryptionConfiguration",
      async (options) => {
        const answer = await s3.send(new GetBucketEncryptionCommand({ Bucket }), options);
        const [rule] = answer.ServerSideEncryptionConfiguration?.Rules ?? [];
        return rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm;
      },
      { ServerSideEncryptionConfigurationNotFoundError: undefined },
    ),
    read(
      "s3:GetLifecycleConfiguration",
      async (options) => {
        const { Rules } = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }), options);
        return (Rules ?? []).filter(({ Status }) => Status === "Enabled").length;
      },
      { NoSuchLifecycleConfiguration: 0 },
    ),
    read(
      "s3:GetBucketObjectLockConfiguration",
      async (options) => {
        const answer = await s3.send(new GetObjectLockConfigurationCommand({ Bucket }), options);
        return answer.ObjectLockConfiguration?.ObjectLockEnabled === "Enabled";
      },
      { ObjectLockConfigurationNotFoundError: false },
    ),
  ]);
  return {
    name,
    standing,
    policy,
    policyIsPublic,
    publicGrants,
    publicAccessBlock,
    accessLogBucket,
    versioning,
    encryption,
    lifecycleRules,
    objectLock,
  };
}

/**
 * Whose bucket it is. S3 refuses one that is not the expected owner's with 403, like any other denial; then the list of
 * the account's own buckets tells.
 */
async function standingOf(
  { read, target }: Reader,
  s3: S3Client,
  Bucket: string,
): Promise<BucketFacts["standing"]> {
  const head = (ExpectedBucketOwner?: string) =>
    read<BucketFacts["standing"]>(
      "s3:ListBucket",
      async (options) => {
        const owner = ExpectedBucketOwner ? { ExpectedBucketOwner } : {};
        await s3.send(new HeadBucketCommand({ Bucket, ...owner }), options);
        return ExpectedBucketOwner ? "own" : "other";
      },
      { NotFound: "gone", NoSuchBucket: "gone" },
    );
  const own = await head(target.identity.accountId);
  if ("value" in own) return own.value;
  const anybodys = await head();
  if ("value" in anybodys) return anybodys.value;
  const listed = await read("s3:ListAllMyBuckets", (options) =>
    allPages(
      (ContinuationToken) =>
        s3.send(new ListBucketsCommand(ContinuationToken ? { ContinuationToken } : {}), options),
      ({ Buckets }) => Buckets,
      ({ ContinuationToken }) => ContinuationToken,
    ),
  );
  if ("unread" in listed) return "unknown";
  return listed.value.some(({ Name }) => Name === Bucket) ? "own" : "other";
}

function unreadable(name: string, standing: "gone"): BucketFacts {
  const unread: Read<never> = { unread: { action: "s3:ListBucket", why: `there is no bucket ${name}` } };
  return {
    name,
    standing,
    policy: unread,
    policyIsPublic: unread,
    publicGrants: unread,
    publicAccessBlock: unread,
    accessLogBucket: unread,
    versioning: unread,
    encryption: unread,
    lifecycleRules: unread,
    objectLock: unread,
  };
}
