import { AwsError } from "../../service.ts";

/** SNS's errors, by the codes they have on the wire ("Amazon SNS API Reference"). */
export const errors = {
  noTopic: () => new AwsError("NotFound", "Topic does not exist", { status: 404 }),
  noSubscription: () => new AwsError("NotFound", "Subscription does not exist", { status: 404 }),
  noResource: () => new AwsError("ResourceNotFound", "Resource does not exist", { status: 404 }),
  parameter: (message: string) => new AwsError("InvalidParameter", `Invalid parameter: ${message}`),
  unsupported: (what: string) =>
    new AwsError("InvalidParameter", `Invalid parameter: The Trailwright sandbox does not have ${what}.`, {
      explanation: "This sandbox has standard topics that deliver to SQS queues.",
    }),
} as const;
