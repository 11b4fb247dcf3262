import { AwsError } from "../../service.ts";

const old = "AWS.SimpleQueueService.";

/** SQS's errors, with the codes they had in the query protocol, which clients still go by. */
export const errors = {
  noQueue: () =>
    new AwsError("QueueDoesNotExist", "The specified queue does not exist.", {
      queryCode: `${old}NonExistentQueue`,
    }),
  queueExists: (attribute: string) =>
    new AwsError(
      "QueueNameExists",
      `A queue already exists with the same name and a different value for attribute ${attribute}`,
      { queryCode: "QueueAlreadyExists" },
    ),
  parameter: (message: string) =>
    new AwsError("InvalidParameterValue", message, { queryCode: "InvalidParameterValue" }),
  missing: (name: string) =>
    new AwsError("MissingParameter", `The request must contain the parameter ${name}.`, {
      queryCode: "MissingParameter",
    }),
  attributeName: (name: string) =>
    new AwsError("InvalidAttributeName", `Unknown Attribute ${name}.`, { queryCode: "InvalidAttributeName" }),
  attributeValue: (name: string, message = `Invalid value for the parameter ${name}.`) =>
    new AwsError("InvalidAttributeValue", message, { queryCode: "InvalidAttributeValue" }),
  unsupported: (what: string) =>
    new AwsError("UnsupportedOperation", `The Trailwright sandbox does not have ${what}.`, {
      queryCode: `${old}UnsupportedOperation`,
      explanation: "This sandbox has standard queues without KMS keys.",
    }),
  receipt: (handle: string) =>
    new AwsError(
      "ReceiptHandleIsInvalid",
      `The input receipt handle "${handle}" is not a valid receipt handle.`,
      {
        queryCode: "ReceiptHandleIsInvalid",
      },
    ),
  notInFlight: () =>
    new AwsError("MessageNotInflight", "The message referred to is not in flight.", {
      queryCode: `${old}MessageNotInflight`,
    }),
  contents: () =>
    new AwsError("InvalidMessageContents", "Invalid characters found in the message.", {
      queryCode: "InvalidMessageContents",
    }),
  emptyBatch: () =>
    new AwsError("EmptyBatchRequest", "There should be at least one entry in the request.", {
      queryCode: `${old}EmptyBatchRequest`,
    }),
  longBatch: () =>
    new AwsError("TooManyEntriesInBatchRequest", "Maximum number of entries per request are 10.", {
      queryCode: `${old}TooManyEntriesInBatchRequest`,
    }),
  badId: () =>
    new AwsError(
      "InvalidBatchEntryId",
      "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
      { queryCode: `${old}InvalidBatchEntryId` },
    ),
  overLimit: (message: string) => new AwsError("OverLimit", message, { queryCode: "OverLimit", status: 403 }),
  sameIds: (id: string) =>
    new AwsError("BatchEntryIdsNotDistinct", `Id ${id} repeated.`, {
      queryCode: `${old}BatchEntryIdsNotDistinct`,
    }),
} as const;
