/** The purposes a trail can be kept for; what each records stands in the catalogue beside this file. */
export const purposeIds = [
  "management",
  "security-changes",
  "s3-objects",
  "lambda-invocations",
  "dynamodb-items",
  "network-activity",
  "insights",
  "investigation",
  "custom",
] as const;

/** One of them. */
export type PurposeId = (typeof purposeIds)[number];
