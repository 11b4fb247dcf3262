import { known } from "../known.ts";
import type { Rule } from "../rule.ts";

const source = "Encrypting CloudTrail log files with AWS KMS keys (SSE-KMS), AWS CloudTrail User Guide";

const missing: Rule = {
  id: "key-missing",
  title: "The key does not exist",
  severity: "error",
  source,
  judge: ({ settings: { kmsKey }, facts: { key } }) =>
    key && "unread" in key && /^NotFoundException/.test(key.unread.why)
      ? [
          {
            what: `There is no key ${kmsKey}.`,
            why: "CloudTrail refuses a trail whose key it does not find (KmsKeyNotFoundException).",
            mend: "Correct trailwright:kmsKey, or let the stack make a key: trailwright:kmsKey: own.",
          },
        ]
      : [],
};

const unusable: Rule = {
  id: "key-unusable",
  title: "The key is disabled, about to be deleted, or of the wrong kind",
  severity: "error",
  source: "Key states of AWS KMS keys, AWS KMS Developer Guide",
  judge: ({ facts: { key } }) => {
    const found = known(key);
    if (!found) return [];
    const { arn, state, spec, manager } = found;
    const why = "CloudTrail encrypts with keys that are enabled, symmetric and the customer's own.";
    if (state === "PendingDeletion")
      return [
        {
          what: `Key ${arn} is about to be deleted.`,
          why: `${why} Log files under a key that is gone can never be read again.`,
          mend: `Keep it: aws kms cancel-key-deletion --key-id ${arn}, then aws kms enable-key --key-id ${arn}; or name another key.`,
        },
      ];
    if (state !== "Enabled")
      return [
        {
          what: `Key ${arn} is not enabled (${state}).`,
          why,
          mend: `Enable it: aws kms enable-key --key-id ${arn}; or name another key in trailwright:kmsKey.`,
        },
      ];
    return spec !== "SYMMETRIC_DEFAULT" || manager !== "CUSTOMER"
      ? [
          {
            what: `Key ${arn} is ${manager === "CUSTOMER" ? `of the kind ${spec}` : "AWS's own"}.`,
            why: `${why} The policy of AWS's own keys lets CloudTrail not in and cannot be changed.`,
            mend: "Name a symmetric customer managed key in trailwright:kmsKey, or `own`.",
          },
        ]
      : [];
  },
};

const otherRegion: Rule = {
  id: "key-region",
  title: "The key is not in the central bucket's region",
  severity: "error",
  source,
  judge: ({ settings: { kmsKey, centralBucket, bucketName }, facts }) => {
    const where = kmsKey?.split(":")[3];
    const bucketRegion = centralBucket ? facts.bucket.region : undefined;
    return where && bucketRegion && where !== bucketRegion
      ? [
          {
            what: `Key ${kmsKey} is in ${where}, bucket ${bucketName} in ${bucketRegion}.`,
            why: "S3 encrypts with keys of the bucket's own region only.",
            mend: `Name a key in ${bucketRegion}; a multi-Region key's replica there will do.`,
          },
        ]
      : [];
  },
};

export const keyRules = [missing, unusable, otherRegion];
