import type { IntendedDifference } from "./index.ts";

export const sqs: readonly IntendedDifference[] = [
  {
    operation: "ChangeMessageVisibilityBatch",
    path: "Failed.[].Message",
    ours: 'The input receipt handle "nonsense" is not a valid receipt handle.',
    moto: "The input receipt handle is invalid.",
    why: "Words only: SQS names the handle.",
  },
  {
    operation: "SetQueueAttributes",
    path: "error",
    ours: "InvalidParameterValue 400",
    moto: "AWS.SimpleQueueService.NonExistentQueue 400",
    why: "The queue is there, its dead-letter queue is not: a value that SQS does not take (users' reports of SQS's message).",
  },
  {
    operation: "GetQueueAttributes",
    path: "Attributes.Policy",
    ours: "*",
    moto: "*",
    why: "The same policy: moto's JSON has blanks.",
  },
];
