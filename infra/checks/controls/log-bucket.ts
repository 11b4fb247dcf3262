// Security Hub's controls on buckets, asked of log buckets: severities and CIS numbers from "Security Hub CSPM controls
// for Amazon S3" and "… for AWS CloudTrail", AWS Security Hub User Guide, as of November 2026.
import { awsCli } from "../aws-cli.ts";
import { requiresTls } from "../bucket-policy.ts";
import { type Control, cis } from "../control.ts";
import type { BucketFacts, PublicAccessBlock } from "../facts.ts";
import type { Mend } from "../finding.ts";
import { failed, on, passed, perBucket, type Verdict } from "../judge.ts";

const s3api = (verb: string, { name }: BucketFacts, ...more: readonly string[]): string =>
  awsCli("s3api", verb, "--bucket", name, ...more);

const blockAll = (bucket: BucketFacts): Mend => ({
  advice: "Block all public access to the bucket; `trailwright up` does it for a stack of ours.",
  cli: [
    s3api(
      "put-public-access-block",
      bucket,
      "--public-access-block-configuration",
      "BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true",
    ),
  ],
});

const missing = (block: PublicAccessBlock): readonly string[] =>
  Object.entries(block).flatMap(([name, on]) => (on ? [] : [name]));

/** Whether anybody at all may reach the bucket. Blocked access makes ACL and policy harmless. */
function publicAccess(bucket: BucketFacts): Verdict {
  return on(bucket.publicAccessBlock, (block) =>
    on(bucket.policyIsPublic, (policyIsPublic) =>
      on(bucket.publicGrants, (groups) => {
        const ways = [
          ...(policyIsPublic && !block.restrictPublicBuckets ? ["the bucket policy lets anybody in"] : []),
          ...(groups.length > 0 && !block.ignorePublicAcls
            ? [`the ACL lets ${groups.join(" and ")} in`]
            : []),
        ];
        if (ways.length === 0) return passed("Neither bucket policy nor ACL lets the public in.");
        return failed(`The log files can be reached by the public: ${ways.join(", ")}.`, blockAll(bucket));
      }),
    ),
  );
}

const accessLogging = (bucket: BucketFacts): Verdict =>
  on(bucket.accessLogBucket, (target) =>
    target
      ? passed(`Access logs go to ${target}.`)
      : failed("Who reads or deletes log files is not logged.", {
          advice: "Let S3 write server access logs to another bucket of the same region.",
          setting: "trailwright:accessLogBucket: NAME_OF_ANOTHER_BUCKET",
          cli: [
            s3api(
              "put-bucket-logging",
              bucket,
              "--bucket-logging-status",
              JSON.stringify({
                LoggingEnabled: { TargetBucket: "ANOTHER_BUCKET", TargetPrefix: `${bucket.name}/` },
              }),
            ),
          ],
        }),
  );

/** One question about each log bucket. */
const ask = (
  control: Omit<Control, "evaluate">,
  judge: (bucket: BucketFacts) => Verdict | undefined,
): Control => ({ ...control, evaluate: (setUp) => perBucket(setUp, judge) });

export const logBucketControls: readonly Control[] = [
  ask(
    {
      id: "CloudTrail.6",
      title: "The log bucket is not public",
      severity: "critical",
      cis: cis({ "1.4.0": "3.3", "1.2.0": "2.3" }),
      asks: "Do the bucket policy, the ACL and the public access block together keep everybody out?",
      mends: "Every bucket of ours blocks public access; `trailwright up` restores it.",
    },
    publicAccess,
  ),
  ask(
    {
      id: "CloudTrail.7",
      title: "Access to the log bucket is logged",
      severity: "low",
      cis: cis({ "5.0.0": "3.4", "3.0.0": "3.4", "1.4.0": "3.6", "1.2.0": "2.6" }),
      asks: "Does the log bucket have server access logging?",
      mends: "`accessLogBucket`.",
    },
    accessLogging,
  ),
  ask(
    {
      id: "S3.5",
      title: "The log bucket takes requests over TLS only",
      severity: "medium",
      cis: cis({ "5.0.0": "2.1.1", "3.0.0": "2.1.1", "1.4.0": "2.1.2" }),
      asks: "Does the bucket policy deny everything that comes without TLS?",
      mends: "Every bucket policy of ours has that statement; `trailwright up` restores it.",
    },
    (bucket) =>
      on(bucket.policy, (policy) =>
        policy && requiresTls(policy, bucket.name)
          ? passed("The bucket policy denies requests without TLS.")
          : failed(
              policy
                ? "No statement of the bucket policy denies s3:* on the bucket and its objects without TLS."
                : "The bucket has no policy.",
              {
                advice:
                  "Add a statement to the bucket policy: Deny, Principal *, Action s3:*, Resource the bucket and its objects, where aws:SecureTransport is false.",
                cli: [
                  s3api("get-bucket-policy", bucket),
                  s3api("put-bucket-policy", bucket, "--policy", "file://policy.json"),
                ],
              },
            ),
      ),
  ),
  ask(
    {
      id: "S3.8",
      title: "The log bucket blocks public access",
      severity: "high",
      cis: cis({ "5.0.0": "2.1.4", "3.0.0": "2.1.4", "1.4.0": "2.1.5" }),
      asks: "Are all four settings of the bucket's public access block on?",
      mends: "Every bucket of ours has them; `trailwright up` restores them.",
    },
    (bucket) =>
      on(bucket.publicAccessBlock, (block) =>
        missing(block).length === 0
          ? passed("All public access is blocked.")
          : failed(`Not on: ${missing(block).join(", ")}.`, blockAll(bucket)),
      ),
  ),
  ask(
    {
      id: "S3.9",
      title: "The log bucket has server access logging",
      severity: "medium",
      cis: [],
      asks: "The same as CloudTrail.7, as Security Hub asks it of every bucket.",
      mends: "`accessLogBucket`.",
    },
    accessLogging,
  ),
  ask(
    {
      id: "S3.13",
      title: "The log bucket has lifecycle rules",
      severity: "low",
      cis: [],
      asks: "Is there a lifecycle rule that is on?",
      mends: "`retentionDays`.",
    },
    (bucket) =>
      on(bucket.lifecycleRules, (rules) =>
        rules > 0
          ? passed(`Lifecycle rules: ${rules}.`)
          : failed("Log files stay for ever: the bucket has no lifecycle rule.", {
              advice: "Say how long log files are kept.",
              setting: "trailwright:retentionDays: 365",
              cli: [
                s3api(
                  "put-bucket-lifecycle-configuration",
                  bucket,
                  "--lifecycle-configuration",
                  JSON.stringify({
                    Rules: [
                      { ID: "expire-log-files", Status: "Enabled", Filter: {}, Expiration: { Days: 365 } },
                    ],
                  }),
                ),
              ],
            }),
      ),
  ),
  ask(
    {
      id: "S3.14",
      title: "The log bucket keeps versions",
      severity: "low",
      cis: [],
      asks: "Is versioning on?",
      mends: "Every bucket of ours has it; `trailwright up` restores it.",
    },
    (bucket) =>
      on(bucket.versioning, ({ enabled }) =>
        enabled
          ? passed("Versioning is on.")
          : failed("Versioning is off: a log file that is overwritten or deleted is gone.", {
              advice: "Turn versioning on; `trailwright up` does it for a stack of ours.",
              cli: [s3api("put-bucket-versioning", bucket, "--versioning-configuration", "Status=Enabled")],
            }),
      ),
  ),
  ask(
    {
      id: "S3.15",
      title: "The log bucket has Object Lock",
      severity: "medium",
      cis: [],
      asks: "Can log files be locked against deletion?",
      mends: "`objectLock`.",
    },
    (bucket) =>
      on(bucket.objectLock, (locked) =>
        locked
          ? passed("Object Lock is on.")
          : failed("Whoever may delete objects can delete log files: Object Lock is off.", {
              advice: "Turn Object Lock on, with versioning and a default retention.",
              setting: 'trailwright:objectLock: { "mode": "GOVERNANCE", "days": 365 }',
              cli: [
                s3api(
                  "put-object-lock-configuration",
                  bucket,
                  "--object-lock-configuration",
                  JSON.stringify({
                    ObjectLockEnabled: "Enabled",
                    Rule: { DefaultRetention: { Mode: "GOVERNANCE", Days: 365 } },
                  }),
                ),
              ],
            }),
      ),
  ),
  ask(
    {
      id: "S3.17",
      title: "The log bucket encrypts with a KMS key",
      severity: "medium",
      cis: [],
      asks: "Is the bucket's default encryption SSE-KMS or DSSE-KMS?",
      mends: "`kmsKey`.",
    },
    (bucket) =>
      on(bucket.encryption, (algorithm) =>
        algorithm?.startsWith("aws:kms")
          ? passed(`Default encryption is ${algorithm}.`)
          : failed(`Default encryption is ${algorithm ?? "not set"}.`, {
              advice: "Make a KMS key the bucket's default encryption.",
              setting: "trailwright:kmsKey: own",
              cli: [
                s3api(
                  "put-bucket-encryption",
                  bucket,
                  "--server-side-encryption-configuration",
                  JSON.stringify({
                    Rules: [
                      {
                        ApplyServerSideEncryptionByDefault: {
                          SSEAlgorithm: "aws:kms",
                          KMSMasterKeyID: "KEY_ARN",
                        },
                        BucketKeyEnabled: true,
                      },
                    ],
                  }),
                ),
              ],
            }),
      ),
  ),
  ask(
    {
      id: "S3.20",
      title: "The log bucket asks for MFA before it deletes",
      severity: "low",
      cis: cis({ "5.0.0": "2.1.2", "3.0.0": "2.1.2", "1.4.0": "2.1.3" }),
      asks: "Is MFA delete on? Not asked where there are lifecycle rules: S3 allows only one of the two.",
      mends: "Only the root user can turn it on.",
    },
    (bucket) => {
      if ("value" in bucket.lifecycleRules && bucket.lifecycleRules.value > 0) return undefined;
      return on(bucket.lifecycleRules, () =>
        on(bucket.versioning, ({ mfaDelete }) =>
          mfaDelete
            ? passed("MFA delete is on.")
            : failed("MFA delete is off.", {
                advice:
                  "With the root user's keys and MFA device turn MFA delete on, or give the bucket lifecycle rules, with which it cannot be combined.",
                setting: "trailwright:retentionDays: 365",
                cli: [
                  s3api(
                    "put-bucket-versioning",
                    bucket,
                    "--versioning-configuration",
                    "Status=Enabled,MFADelete=Enabled",
                    "--mfa",
                    "SERIAL CODE",
                  ),
                ],
              }),
        ),
      );
    },
  ),
];
