import type { RecordColumns } from "./record-columns.ts";

/** What a filter looks at: a record's columns, where it came from, and its text. */
export interface FilterRow extends RecordColumns {
  readonly stack: string;
  /** Key of the log file. */
  readonly key: string;
  readonly json: string;
}

/** A field of the filter language, for matching, completion and the documentation. */
export interface FilterField {
  readonly name: string;
  /** Other spellings. */
  readonly also?: readonly string[];
  readonly meaning: string;
  readonly example: string;
  /** The only values there are. */
  readonly choices?: readonly string[];
  /** What the pattern is held against; one that fits is enough. */
  readonly values: (row: FilterRow) => readonly string[];
}

const fileName = (key: string): string => key.slice(key.lastIndexOf("/") + 1);

/** The fields a filter knows. */
export const filterFields = [
  {
    name: "event",
    also: ["name"],
    meaning: "name of the event, mostly the API operation",
    example: "event:Run*",
    values: (row) => [row.name],
  },
  {
    name: "service",
    also: ["source"],
    meaning: "the service called, with or without .amazonaws.com",
    example: "service:ec2",
    values: (row) => [row.service, row.source],
  },
  {
    name: "user",
    also: ["who"],
    meaning: "who called: user name, role, session name, ARN, or the AWS service",
    example: "user:alice",
    values: (row) => [row.who, ...row.who.split("/"), row.arn],
  },
  {
    name: "identity",
    meaning: "type of the caller's identity: Root, IAMUser, AssumedRole, AWSService …",
    example: "identity:Root",
    values: (row) => [row.identity],
  },
  {
    name: "account",
    meaning: "the account the record belongs to",
    example: "account:111111111111",
    values: (row) => [row.account],
  },
  {
    name: "region",
    meaning: "awsRegion of the record",
    example: "region:eu-*",
    values: (row) => [row.region],
  },
  {
    name: "ip",
    also: ["from"],
    meaning: "source address: an IP, a service or AWS Internal",
    example: "ip:203.0.113.*",
    values: (row) => [row.from],
  },
  {
    name: "error",
    meaning: "error code with or without Client. in front; error:* is any error",
    example: "error:AccessDenied*",
    values: (row) => [row.error, row.error.replace(/^(Client|Server)\./, "")],
  },
  {
    name: "access",
    meaning: "whether the call could change anything",
    example: "access:write",
    choices: ["read", "write"],
    values: (row) => [row.access],
  },
  {
    name: "type",
    meaning: "eventType or event category: AwsApiCall, AwsConsoleSignIn, Data, Insight …",
    example: "type:AwsConsoleSignIn",
    values: (row) => [row.type, row.category],
  },
  {
    name: "resource",
    meaning: "name, id or ARN of what the call was about",
    example: "resource:my-bucket*",
    values: (row) => [row.resource],
  },
  {
    name: "key",
    meaning: "access key ID of the caller",
    example: "key:AKIA*",
    values: (row) => [row.accessKeyId],
  },
  {
    name: "id",
    meaning: "eventID, requestID or sharedEventID",
    example: "id:4f0e…",
    values: (row) => [row.eventId, row.requestId, row.sharedEventId],
  },
  { name: "stack", meaning: "the stack that read it", example: "stack:audit", values: (row) => [row.stack] },
  {
    name: "file",
    meaning: "log file it came from: its name or its whole key",
    example: "file:*T1205Z*",
    values: (row) => [fileName(row.key), row.key],
  },
] as const satisfies readonly FilterField[];

/** The name of a field, as terms hold it (not its other spellings). */
export type FieldName = (typeof filterFields)[number]["name"];

const byName = new Map<string, FilterField & { name: FieldName }>(
  filterFields.flatMap((field: FilterField & { name: FieldName }) =>
    [field.name, ...(field.also ?? [])].map((name) => [name, field] as const),
  ),
);

/** The field of that name or other spelling, whatever its case. */
export function filterField(name: string): (FilterField & { readonly name: FieldName }) | undefined {
  return byName.get(name.toLowerCase());
}
