import { AwsError } from "../../service.ts";

/** SNS's errors, by the codes they have on the wire ("Amazon SNS API Reference"). */
export const errors = {
  noTopic: () => new AwsError("NotFound", "Topic does not exist", { status: 404 }),
  noSubscription: () => new AwsError("NotFound", "Subscription does not exist", { status: 404 }),
  noResource: () => new AwsError("ResourceNotFound", "Resource does not exist", { status: 404 }),
  parameter: (message: string) => new AwsError("InvalidParameter", `Invalid parameter: ${message}`),
  emptyBatch: () => new AwsError("EmptyBatchRequest", "The batch request doesn't contain any entries."),
  longBatch: () =>
    new AwsError("TooManyEntriesInBatchRequest", "The batch request contains more entries than permissible."),
  badId: () =>
    new AwsError(
      "InvalidBatchEntryId",
      "The Id of a batch entry in a batch request doesn't abide by the specification.",
    ),
  sameIds: (id: string) =>
    new AwsError(
      "BatchEntryIdsNotDistinct",
      `Two or more batch entries in the request have the same Id: ${id}`,
    ),
  unsupported: (what: string) =>
    new AwsError("InvalidParameter", `Invalid parameter: The Trailwright sandbox does not have ${what}.`, {
      explanation:
        "This sandbox has standard topics that deliver to SQS queues, and addresses that never confirm.",
    }),
} as const;
