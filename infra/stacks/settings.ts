import * as z from "zod";
import { bucketNameProblems, regionPattern, trailNameProblems } from "./naming-rules.ts";
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
});

/** Validated settings of one stack. */
export type StackSettings = z.infer<typeof stackSettingsSchema>;

/** Whether destroy deletes the log bucket with everything in it. */
export const emptiesOnDestroy = (settings: StackSettings): boolean =>
  settings.emptyOnDestroy ?? settings.target === "sandbox";
