import * as z from "zod";
import { purposeIds } from "../purposes/purpose-ids.ts";
import { bucketNameProblems, regionPattern, roleArnPattern, trailNameProblems } from "./naming-rules.ts";
import { defaultTrailName } from "./propose-trail-name.ts";

const checkedBy = (rule: (value: string) => string[]) =>
  z.string().superRefine((value, context) => {
    for (const message of rule(value)) context.addIssue({ code: "custom", message });
  });

/** Shape of an AWS region name. Whether the region exists and is enabled is the target's to say. */
export const regionSchema = z.string().regex(regionPattern, "is not an AWS region name (like us-east-1)");

/** Pulumi's rule for stack names (letters, digits, hyphens, underscores, periods). */
export const stackNameSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
    "may contain letters, digits, hyphens, underscores and periods only",
  );

/** The settings of one stack: one trail for one purpose in one account. */
export const stackSettingsSchema = z.strictObject({
  /** Stack name, also the name of its settings file. */
  stack: stackNameSchema,
  /** Where the bucket and the trail's home are. */
  region: regionSchema.default("us-east-1"),
  bucketName: checkedBy(bucketNameProblems),
  trailName: checkedBy(trailNameProblems).default(defaultTrailName),
  /** Put in front of AWSLogs/; no slash at either end. */
  keyPrefix: z
    .string()
    .max(200)
    .regex(/^(?!\/).*(?<!\/)$/, "must not begin or end with a slash")
    .optional(),
  /** Days until log files expire. */
  retentionDays: z
    .int("must be a whole number of days")
    .min(1, "must be at least 1 day")
    .max(36_500, "must be at most 36,500 days")
    .default(365),
  tags: z.record(z.string().min(1).max(128), z.string().max(256)).default({}),
  /**
   * What destroy does with the log bucket: true empties and deletes it, false keeps it with its log files.
   * Left out, the sandbox's buckets are deleted and an account's are kept.
   */
  emptyOnDestroy: z.boolean().optional(),
  /** Which kind of target the stack was made for, and, for an account, which account. */
  target: z.enum(["sandbox", "account"]).default("sandbox"),
  accountId: z
    .string()
    .regex(/^\d{12}$/)
    .optional(),
  profile: z.string().optional(),
  /** Role that is assumed with the credentials at hand, to work in another account. */
  roleArn: z.string().regex(roleArnPattern, "is not the ARN of an IAM role").optional(),

  /** `log-archive` is a bucket for the trails of other accounts, without a trail of its own. Left out: `trail`. */
  kind: z.enum(["trail", "log-archive"]).optional(),
  /** What the trail is for, an entry of the catalogue of purposes. Left out: `management`. */
  purpose: z.enum(purposeIds).optional(),
  /** What the purpose is about: bucket names, or ARNs of functions and tables. Left out: all there are. */
  resources: z.array(z.string().min(1).max(2048)).min(1).optional(),
  /** Of the purpose `custom`: advanced event selectors, members as in the CloudTrail API. */
  selectors: z.array(z.record(z.string(), z.unknown())).min(1).optional(),
  /** Insights the trail computes besides. */
  insights: z
    .array(z.enum(["ApiCallRateInsight", "ApiErrorRateInsight"]))
    .min(1)
    .optional(),
  /** Records every account of the organization; only in its management account. */
  organizationTrail: z.boolean().optional(),
  /** `o-…`: an organization trail's, or that of the accounts that deliver to a log archive. */
  organizationId: z
    .string()
    .regex(/^o-[a-z0-9]{10,32}$/, "is not the id of an organization (o-…)")
    .optional(),

  /** The bucket is another stack's or somebody else's: it is used, and neither made nor changed. */
  centralBucket: z.boolean().optional(),
  /** Of a log archive: the trails that may deliver here, by ARN. */
  deliveringTrails: z
    .array(
      z
        .string()
        .regex(/^arn:aws[a-z-]*:cloudtrail:[a-z0-9-]+:\d{12}:trail\/.+$/, "is not the ARN of a trail"),
    )
    .min(1)
    .optional(),
  /** What was there before us and is managed, and protected from destroy. */
  adopted: z
    .array(z.enum(["bucket", "trail"]))
    .min(1)
    .optional(),

  /** Statements of the bucket's policy besides ours, kept word for word: those an adopted bucket had. */
  policyStatements: z.array(z.record(z.string(), z.unknown())).optional(),

  /** Log files under a KMS key: `own` makes one, an ARN uses one that is there. Left out: S3's own keys. */
  kmsKey: z
    .string()
    .regex(
      /^(own|arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:(key|alias)\/.+)$/,
      "is neither own nor the ARN of a KMS key",
    )
    .optional(),
  /** Bucket that gets the server access logs of the log bucket. */
  accessLogBucket: checkedBy(bucketNameProblems).optional(),
  /** Log files cannot be deleted for so long. */
  objectLock: z
    .strictObject({ mode: z.enum(["GOVERNANCE", "COMPLIANCE"]), days: z.int().min(1).max(36_500) })
    .optional(),
  /** Cheaper storage classes as log files age, in days. */
  transitions: z
    .array(
      z.strictObject({
        days: z.int().min(1).max(36_500),
        storageClass: z.enum([
          "STANDARD_IA",
          "ONEZONE_IA",
          "INTELLIGENT_TIERING",
          "GLACIER_IR",
          "GLACIER",
          "DEEP_ARCHIVE",
        ]),
      }),
    )
    .min(1)
    .optional(),

  /** Events go to a CloudWatch Logs group too, kept for so many days. */
  logGroup: z.strictObject({ retentionDays: z.int().min(1).max(3653) }).optional(),
  /** The fifteen CIS metric filters and alarms: exact patterns for compliance, or tuned ones for paging. */
  alarms: z.enum(["compliance", "tuned"]).optional(),
  /** Who is told of alarms: e-mail addresses, or ARNs of SQS queues. */
  subscriptions: z.array(z.string().min(3).max(256)).min(1).optional(),
  /** Each log file is announced by SNS to an SQS queue, so that the tail need not poll. */
  deliveryNotifications: z.boolean().optional(),
  /** Athena workgroup, table and named queries over the log files. */
  athena: z.boolean().optional(),
});

/** Validated settings of one stack. */
export type StackSettings = z.infer<typeof stackSettingsSchema>;

/**
 * Whether destroy deletes the log bucket with everything in it. An adopted trail stays, and so does its bucket; and what
 * Object Lock holds in COMPLIANCE mode nobody can delete.
 */
export const emptiesOnDestroy = (settings: StackSettings): boolean =>
  !settings.adopted &&
  settings.objectLock?.mode !== "COMPLIANCE" &&
  (settings.emptyOnDestroy ?? settings.target === "sandbox");
