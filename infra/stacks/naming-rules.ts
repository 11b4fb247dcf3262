// Rules without zod, because forms check them on every keystroke from the first frame on.

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

/** Shape of an AWS region name. Whether the region exists and is enabled is the target's to say. */
export const regionPattern = /^[a-z]{2}(-[a-z]+)+-\d$/;

/** Shape of an IAM role's ARN; the account is the first group. */
export const roleArnPattern = /^arn:aws[a-z-]*:iam::(\d{12}):role\/.+$/;
