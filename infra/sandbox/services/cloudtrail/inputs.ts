import * as z from "zod";
import type { Call } from "../../service.ts";
import { errors } from "./errors.ts";

const text = z.string();
const tag = z.object({ Key: text, Value: text.default("") });
const tags = z.array(tag);

/** Members both CreateTrail and UpdateTrail take ("CreateTrail", CloudTrail API Reference). */
const configuration = {
  S3KeyPrefix: text.optional(),
  SnsTopicName: text.optional(),
  IncludeGlobalServiceEvents: z.boolean().optional(),
  IsMultiRegionTrail: z.boolean().optional(),
  EnableLogFileValidation: z.boolean().optional(),
  CloudWatchLogsLogGroupArn: text.optional(),
  CloudWatchLogsRoleArn: text.optional(),
  KmsKeyId: text.optional(),
  IsOrganizationTrail: z.boolean().optional(),
};

/** Seconds since 1970, within what a Date can hold. */
const moment = z
  .number()
  .min(-8.64e12)
  .max(8.64e12)
  .transform((seconds) => new Date(seconds * 1000));

/** The shape of each operation's input; names, limits and combinations are checked by the operations. */
const inputs = {
  CreateTrail: z.object({
    Name: text,
    S3BucketName: text,
    ...configuration,
    TagsList: tags.optional(),
  }),
  UpdateTrail: z.object({ Name: text, S3BucketName: text.optional(), ...configuration }),
  Trail: z.object({ Name: text }),
  DescribeTrails: z.object({
    trailNameList: z.array(text).optional(),
    includeShadowTrails: z.boolean().optional(),
  }),
  ListTrails: z.object({ NextToken: text.optional() }),
  PutEventSelectors: z.object({
    TrailName: text,
    EventSelectors: z.array(z.record(text, z.unknown())).optional(),
    AdvancedEventSelectors: z.array(z.record(text, z.unknown())).optional(),
  }),
  TrailName: z.object({ TrailName: text }),
  PutInsightSelectors: z.object({
    TrailName: text,
    InsightSelectors: z.array(z.object({ InsightType: text, EventCategories: z.array(text).optional() })),
  }),
  LookupEvents: z.object({
    LookupAttributes: z.array(z.object({ AttributeKey: text, AttributeValue: text })).optional(),
    StartTime: moment.optional(),
    EndTime: moment.optional(),
    EventCategory: text.optional(),
    MaxResults: z.number().int().optional(),
    NextToken: text.optional(),
  }),
  AddTags: z.object({ ResourceId: text, TagsList: tags }),
  RemoveTags: z.object({ ResourceId: text, TagsList: z.array(z.object({ Key: text })) }),
  ListTags: z.object({ ResourceIdList: z.array(text), NextToken: text.optional() }),
  RegisterOrganizationDelegatedAdmin: z.object({ MemberAccountId: text }),
  DeregisterOrganizationDelegatedAdmin: z.object({ DelegatedAdminAccountId: text }),
  ListPublicKeys: z.object({
    StartTime: moment.optional(),
    EndTime: moment.optional(),
    NextToken: text.optional(),
  }),
} as const;

type Inputs = typeof inputs;

/** The call's input in its shape; a member that is missing or of a wrong type is refused by name. */
export function inputOf<N extends keyof Inputs>(name: N, call: Call): z.output<Inputs[N]> {
  const result = inputs[name].safeParse(call.input);
  if (result.success) return result.data as z.output<Inputs[N]>;
  const issue = result.error.issues[0];
  throw errors.notInput(`${issue?.path.join(".") || "The request"}: ${issue?.message ?? "not understood"}`);
}
