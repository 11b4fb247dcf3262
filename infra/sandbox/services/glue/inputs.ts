import { z } from "zod";

const name = z
  .string()
  .min(1)
  .max(255)

  .regex(/^[^\x00-\x08\x0a-\x1f]*$/);
const description = z.string().max(2048);
const parameters = z.record(z.string().min(1).max(255), z.string().max(512_000));
const tags = z.record(z.string().min(1).max(128), z.string().max(256));
const column = z.looseObject({
  Name: name,
  Type: z.string().max(131_072).optional(),
  Comment: z.string().max(255).optional(),
});
const catalog = { CatalogId: z.string().min(1).max(255).optional() };
const page = {
  MaxResults: z.number().int().min(1).max(100).optional(),
  NextToken: z.string().optional(),
};

const databaseInput = z.looseObject({
  Name: name,
  Description: description.optional(),
  LocationUri: z.string().min(1).max(1024).optional(),
  Parameters: parameters.optional(),
});

const tableInput = z.looseObject({
  Name: name,
  Description: description.optional(),
  Owner: name.optional(),
  Retention: z.number().int().min(0).optional(),
  StorageDescriptor: z
    .looseObject({
      Columns: z.array(column).optional(),
      Location: z.string().max(2056).optional(),
      InputFormat: z.string().max(128).optional(),
      OutputFormat: z.string().max(128).optional(),
      Parameters: parameters.optional(),
      SerdeInfo: z
        .looseObject({ SerializationLibrary: name.optional(), Parameters: parameters.optional() })
        .optional(),
    })
    .optional(),
  PartitionKeys: z.array(column).optional(),
  TableType: z.string().max(255).optional(),
  Parameters: parameters.optional(),
});

const arn = z
  .string()
  .max(10_240)
  .regex(/^arn:aws(-(cn|us-gov|iso(-[bef])?))?:glue:.*$/);
const ofTable = { ...catalog, DatabaseName: name, Name: name };

/** The shape of each operation's input ("AWS Glue Web API Reference"). */
export const inputs = {
  CreateDatabase: z.object({ ...catalog, DatabaseInput: databaseInput, Tags: tags.default({}) }),
  GetDatabase: z.object({ ...catalog, Name: name }),
  GetDatabases: z.object({ ...catalog, ...page }),
  UpdateDatabase: z.object({ ...catalog, Name: name, DatabaseInput: databaseInput }),
  DeleteDatabase: z.object({ ...catalog, Name: name }),
  CreateTable: z.object({ ...catalog, DatabaseName: name, TableInput: tableInput }),
  GetTable: z.object(ofTable),
  GetTables: z.object({
    ...catalog,
    DatabaseName: name,
    Expression: z.string().max(2048).optional(),
    ...page,
  }),
  UpdateTable: z.object({ ...catalog, DatabaseName: name, TableInput: tableInput }),
  DeleteTable: z.object(ofTable),
  GetTags: z.object({ ResourceArn: arn }),
  TagResource: z.object({ ResourceArn: arn, TagsToAdd: tags }),
  UntagResource: z.object({ ResourceArn: arn, TagsToRemove: z.array(z.string().min(1).max(128)) }),
} as const;

/** Operations with an input. */
export type Name = keyof typeof inputs;
/** The input of one of them. */
export type InputOf<N extends Name> = z.output<(typeof inputs)[N]>;
