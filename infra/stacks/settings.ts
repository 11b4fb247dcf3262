import { z } from "zod";

/** S3's naming rules for general purpose buckets ("Bucket naming rules", Amazon S3 User Guide). One message per broken rule. */
export function bucketNameProblems(name: string): string[] {
  const problems: string[] = [];
  if (name.length < 3 || name.length > 63) problems.push("must be 3 to 63 characters long");
  if (/[A-Z]/.test(name)) problems.push("must not contain upper-case letters");
  if (/[^a-zA-Z0-9.-]/.test(name))
    problems.push("may contain only lower-case letters, digits, dots and hyphens");
  if (!/^[a-z0-9]/i.test(name) || !/[a-z0-9]$/i.test(name))
    problems.push("must begin and end with a letter or digit");
  if (name.includes("..")) problems.push("must not contain two dots in a row");
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(name)) problems.push("must not look like an IP address");
  if (/^(xn--|sthree-|amzn-s3-demo-)/.test(name))
    problems.push("must not begin with xn--, sthree- or amzn-s3-demo-");
  if (/(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/.test(name))
    problems.push("must not end with a suffix that S3 reserves");
  return problems;
}

/** CloudTrail's naming rules for trails ("Naming requirements", AWS CloudTrail User Guide). */
export function trailNameProblems(name: string): string[] {
  const problems: string[] = [];
  if (name.length < 3 || name.length > 128) problems.push("must be 3 to 128 characters long");
  if (/[^A-Za-z0-9._-]/.test(name))
    problems.push("may contain only letters, digits, periods, underscores and hyphens");
  if (!/^[A-Za-z0-9]/.test(name) || !/[A-Za-z0-9]$/.test(name))
    problems.push("must begin and end with a letter or digit");
  if (/[._-]{2}/.test(name)) problems.push("must not contain two of . _ - in a row");
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(name)) problems.push("must not look like an IP address");
  return problems;
}

const checkedBy = (rule: (value: string) => string[]) =>
  z.string().superRefine((value, context) => {
    for (const message of rule(value)) context.addIssue({ code: "custom", message });
  });

/** Shape of an AWS region name. Whether the region exists and is enabled is the target's to say. */
export const regionSchema = z
  .string()
  .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "is not an AWS region name (like us-east-1)");

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
  trailName: checkedBy(trailNameProblems).default("MyTrail"),
  /** Put in front of AWSLogs/; no slash at either end. */
  keyPrefix: z
    .string()
    .max(200)
    .regex(/^(?!\/).*(?<!\/)$/, "must not begin or end with a slash")
    .optional(),
  /** Days until log files expire. */
  retentionDays: z.int().min(1).max(36_500).default(365),
  tags: z.record(z.string().min(1).max(128), z.string().max(256)).default({}),
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
