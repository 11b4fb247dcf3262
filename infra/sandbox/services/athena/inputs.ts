import { z } from "zod";

const name = z.string().regex(/^[a-zA-Z0-9._-]{1,128}$/);
const description = z.string().max(1024);
const tags = z.array(z.object({ Key: z.string().min(1).max(128), Value: z.string().max(256).default("") }));
const encryption = z.object({
  EncryptionOption: z.enum(["SSE_S3", "SSE_KMS", "CSE_KMS"]),
  KmsKey: z.string().optional(),
});
const results = {
  OutputLocation: z.string().optional(),
  EncryptionConfiguration: encryption.optional(),
  ExpectedBucketOwner: z
    .string()
    .regex(/^\d{12}$/)
    .optional(),
  AclConfiguration: z.object({ S3AclOption: z.enum(["BUCKET_OWNER_FULL_CONTROL"]) }).optional(),
};
const common = {
  EnforceWorkGroupConfiguration: z.boolean().optional(),
  PublishCloudWatchMetricsEnabled: z.boolean().optional(),
  BytesScannedCutoffPerQuery: z.number().int().min(10_000_000).optional(),
  RequesterPaysEnabled: z.boolean().optional(),
  EnableMinimumEncryptionConfiguration: z.boolean().optional(),
  EngineVersion: z
    .object({ SelectedEngineVersion: z.string().optional(), EffectiveEngineVersion: z.string().optional() })
    .optional(),
};
const configuration = z.looseObject({ ...common, ResultConfiguration: z.object(results).optional() });
const updates = z.looseObject({
  ...common,
  RemoveBytesScannedCutoffPerQuery: z.boolean().optional(),
  ResultConfigurationUpdates: z
    .object({
      ...results,
      RemoveOutputLocation: z.boolean().optional(),
      RemoveEncryptionConfiguration: z.boolean().optional(),
      RemoveExpectedBucketOwner: z.boolean().optional(),
      RemoveAclConfiguration: z.boolean().optional(),
    })
    .optional(),
});
const page = {
  NextToken: z.string().min(1).max(1024).optional(),
  MaxResults: z.number().int().min(0).max(50).optional(),
};
const id = z.string().min(1).max(128).regex(/^\S+$/);
const arn = z.string().min(1).max(1011);
const query = z.string().min(1).max(262_144);

/** The shape of each operation's input ("Amazon Athena API Reference"). */
export const inputs = {
  CreateWorkGroup: z.object({
    Name: name,
    Configuration: configuration.default({}),
    Description: description.optional(),
    Tags: tags.default([]),
  }),
  GetWorkGroup: z.object({ WorkGroup: name }),
  UpdateWorkGroup: z.object({
    WorkGroup: name,
    Description: description.optional(),
    ConfigurationUpdates: updates.optional(),
    State: z.enum(["ENABLED", "DISABLED"]).optional(),
  }),
  DeleteWorkGroup: z.object({ WorkGroup: name, RecursiveDeleteOption: z.boolean().optional() }),
  ListWorkGroups: z.object(page),
  CreateNamedQuery: z.object({
    Name: z.string().min(1).max(128),
    Description: description.min(1).optional(),
    Database: z.string().min(1).max(255),
    QueryString: query,
    ClientRequestToken: z.string().min(32).max(128).optional(),
    WorkGroup: name.default("primary"),
  }),
  GetNamedQuery: z.object({ NamedQueryId: id }),
  BatchGetNamedQuery: z.object({ NamedQueryIds: z.array(id).min(1).max(50) }),
  UpdateNamedQuery: z.object({
    NamedQueryId: id,
    Name: z.string().min(1).max(128),
    Description: description.optional(),
    QueryString: query,
  }),
  DeleteNamedQuery: z.object({ NamedQueryId: id }),
  ListNamedQueries: z.object({ ...page, WorkGroup: name.default("primary") }),
  StartQueryExecution: z.object({ QueryString: query, WorkGroup: name.default("primary") }),
  TagResource: z.object({ ResourceARN: arn, Tags: tags }),
  UntagResource: z.object({ ResourceARN: arn, TagKeys: z.array(z.string().min(1).max(128)) }),
  ListTagsForResource: z.object({
    ResourceARN: arn,
    NextToken: page.NextToken,
    MaxResults: z.number().int().min(75).optional(),
  }),
} as const;

/** Operations with an input. */
export type Name = keyof typeof inputs;
/** The input of one of them. */
export type InputOf<N extends Name> = z.output<(typeof inputs)[N]>;
