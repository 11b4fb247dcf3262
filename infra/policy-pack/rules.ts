import type { Properties, Rule } from "./rule.ts";
import { called, conditionKeys, isForEverybody, isForService, statementsOf } from "./statements.ts";

const trail = ["aws:cloudtrail/trail:Trail"];
const bucketPolicy = ["aws:s3/bucketPolicy:BucketPolicy"];
const policies = [
  ...bucketPolicy,
  "aws:kms/key:Key",
  "aws:sns/topicPolicy:TopicPolicy",
  "aws:sqs/queuePolicy:QueuePolicy",
];

/** What must be true, property by property; the rest is a sentence each. */
const must = (wrong: boolean, sentence: string): readonly string[] => (wrong ? [sentence] : []);

const blocks = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];

/** The rules about single resources. */
export const rules: readonly Rule[] = [
  {
    name: "trail-validates-log-files",
    description:
      "Trails write digest files, so that changed or missing log files are found (CIS 3.2, CloudTrail.4).",
    enforcement: "mandatory",
    types: trail,
    check: ({ enableLogFileValidation }) =>
      must(enableLogFileValidation !== true, "Log file validation is off: set enableLogFileValidation."),
  },
  {
    name: "trail-of-all-regions",
    description: "Trails record every region, the unused ones too (CIS 3.1, CloudTrail.1).",
    enforcement: "mandatory",
    types: trail,
    check: ({ isMultiRegionTrail, includeGlobalServiceEvents }) => [
      ...must(isMultiRegionTrail !== true, "The trail records one region only: set isMultiRegionTrail."),
      ...must(
        includeGlobalServiceEvents === false,
        "The trail leaves out IAM, STS and other global services.",
      ),
    ],
  },
  {
    name: "trail-is-logging",
    description: "Trails are on.",
    enforcement: "mandatory",
    types: trail,
    check: ({ enableLogging }) => must(enableLogging === false, "The trail is off: enableLogging is false."),
  },
  {
    name: "bucket-blocks-public-access",
    description: "No bucket's public access block has a hole (S3.8).",
    enforcement: "mandatory",
    types: ["aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"],
    check: (properties) =>
      blocks
        .filter((name) => properties[name] !== true)
        .map((name) => `${name} is not set, so the bucket could become public.`),
  },
  {
    name: "bucket-is-versioned",
    description: "Log files that are overwritten or deleted can be brought back (S3.14).",
    enforcement: "mandatory",
    types: ["aws:s3/bucketVersioning:BucketVersioning"],
    check: ({ versioningConfiguration }) =>
      must(
        (versioningConfiguration as Properties | undefined)?.["status"] !== "Enabled",
        "Versioning is not enabled.",
      ),
  },
  {
    name: "bucket-policy-names-its-source",
    description:
      "CloudTrail writes for named trails or organizations only, not for anybody's (confused deputy).",
    enforcement: "mandatory",
    types: bucketPolicy,
    check: ({ policy }) =>
      statementsOf(policy)
        .filter(({ Effect }) => Effect === "Allow")
        .filter((statement) => isForService(statement, "cloudtrail.amazonaws.com"))
        .filter((statement) => {
          const keys = conditionKeys(statement);
          return !["aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid"].some((key) => keys.includes(key));
        })
        .map(
          (statement) => `${called(statement)} lets CloudTrail in on anybody's behalf: add aws:SourceArn.`,
        ),
  },
  {
    name: "bucket-policy-denies-plain-http",
    description: "Nobody reads or writes log files over a connection without TLS (S3.5).",
    enforcement: "mandatory",
    types: bucketPolicy,
    check: ({ policy }) =>
      must(
        !statementsOf(policy).some(
          (statement) =>
            statement.Effect === "Deny" &&
            isForEverybody(statement) &&
            String(statement.Condition?.["Bool"]?.["aws:SecureTransport"]) === "false",
        ),
        "No statement denies connections without TLS (aws:SecureTransport false).",
      ),
  },
  {
    name: "no-open-principal",
    description: "No policy allows something to everybody without a condition.",
    enforcement: "mandatory",
    types: policies,
    check: ({ policy }) =>
      statementsOf(policy)
        .filter((statement) => statement.Effect === "Allow" && isForEverybody(statement))
        .filter((statement) => conditionKeys(statement).length === 0)
        .map((statement) => `${called(statement)} allows everybody, without a condition.`),
  },
  {
    name: "key-rotates",
    description: "Keys of our own rotate each year (CIS 3.6, KMS.4).",
    enforcement: "mandatory",
    types: ["aws:kms/key:Key"],
    check: ({ enableKeyRotation }) =>
      must(enableKeyRotation !== true, "The key does not rotate: set enableKeyRotation."),
  },
  {
    name: "log-group-expires",
    description: "Log groups say how long they keep events; otherwise they cost more each month.",
    enforcement: "advisory",
    types: ["aws:cloudwatch/logGroup:LogGroup"],
    check: ({ retentionInDays }) =>
      must(!retentionInDays, "The log group keeps events for ever: set retentionInDays."),
  },
];
