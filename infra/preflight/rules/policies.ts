import { explainBucketPolicy } from "../../iam-policy/explain-bucket-policy.ts";
import { explainKeyPolicy } from "../../iam-policy/explain-key-policy.ts";
import { bucketPolicy } from "../../program/bucket-policy.ts";
import { keyPolicy } from "../../program/key-policy.ts";
import { known } from "../known.ts";
import type { Situation } from "../facts.ts";
import type { Problem } from "../finding.ts";
import type { Rule } from "../rule.ts";
import { makesTrail, policyNeeds, trailArnOf } from "../trail-of.ts";

const refusedTrail =
  "CloudTrail tries the bucket when the trail is made, and refuses a trail that could not deliver";

/** The policy that will stand, or that stands: of a central bucket as far as it may be read. */
function policyInForce({ settings, facts }: Situation): { readonly text: string | undefined } | undefined {
  if (!settings.centralBucket) return { text: JSON.stringify(bucketPolicy(settings, facts.accountId)) };
  if (facts.comingPolicy !== undefined) return { text: facts.comingPolicy };
  const { standing, policy } = facts.bucket.facts;
  return standing !== "gone" && "value" in policy ? { text: policy.value } : undefined;
}

const bucket: Rule = {
  id: "bucket-policy",
  title: "The bucket's policy does not let this trail in",
  severity: "error",
  source: "Amazon S3 bucket policy for CloudTrail, AWS CloudTrail User Guide",
  judge(situation): readonly Problem[] {
    const policy = makesTrail(situation) ? policyInForce(situation) : undefined;
    if (!policy) return [];
    return explainBucketPolicy(policy.text, policyNeeds(situation)).map(({ why, advice }) => ({
      what: `The policy of bucket ${situation.settings.bucketName} does not let trail ${situation.settings.trailName} in: ${why}`,
      why: `${refusedTrail} (InsufficientS3BucketPolicyException).`,
      mend: situation.settings.centralBucket
        ? `${advice} Where a stack of kind log-archive makes the bucket, add ${trailArnOf(situation)} to its trailwright:deliveringTrails.`
        : advice,
    }));
  },
};

const unseen: Rule = {
  id: "bucket-policy-unseen",
  title: "The central bucket's policy cannot be looked at",
  severity: "note",
  source: "GetBucketPolicy, Amazon S3 API Reference",
  judge: (situation) => {
    const { settings, facts } = situation;
    if (!settings.centralBucket || facts.bucket.facts.standing === "gone" || policyInForce(situation))
      return [];
    return [
      {
        what: `Whether bucket ${settings.bucketName} lets the trail in cannot be told: its policy is its owner's to read.`,
        why: `${refusedTrail}.`,
        mend: `Ask the bucket's owner whether its policy names ${trailArnOf(situation)} (in a stack of kind log-archive: trailwright:deliveringTrails).`,
      },
    ];
  },
};

const key: Rule = {
  id: "key-policy",
  title: "The key's policy does not let this trail encrypt",
  severity: "error",
  source: "Configure AWS KMS key policies for CloudTrail, AWS CloudTrail User Guide",
  judge(situation): readonly Problem[] {
    const { settings, facts } = situation;
    if (!makesTrail(situation) || settings.kmsKey === undefined) return [];
    const own = settings.kmsKey === "own";
    const found = known(facts.key);
    const text = own ? JSON.stringify(keyPolicy(settings, facts.accountId)) : known(found?.policy);
    if (text === undefined) return [];
    const keyArn = found?.arn ?? "*";
    const needs = { trailArn: trailArnOf(situation), accountId: facts.accountId, keyArn };
    return explainKeyPolicy(text, needs).map(({ why, advice }) => ({
      what: `The policy of key ${keyArn} does not let trail ${settings.trailName} encrypt: ${why}`,
      why: "CloudTrail asks the key when the trail is made, and refuses a trail that could not encrypt (InsufficientEncryptionPolicyException).",
      mend: advice,
    }));
  },
};

export const policyRules = [bucket, unseen, key];
