import { z } from "zod";
import type { Call } from "../../service.ts";
import { errors } from "./errors.ts";

const QueueUrl = z.string();
const map = z.record(z.string(), z.string());
const messageAttributes = z
  .record(
    z.string(),
    z.object({
      DataType: z.string(),
      StringValue: z.string().optional(),
      BinaryValue: z.base64().optional(),
    }),
  )
  .optional();
const visibility = z.number().int().min(0).max(43_200);
const message = {
  MessageBody: z.string(),
  DelaySeconds: z.number().int().min(0).max(900).optional(),
  MessageAttributes: messageAttributes,
  MessageSystemAttributes: messageAttributes,
  MessageGroupId: z.string().optional(),
  MessageDeduplicationId: z.string().optional(),
};
const page = { NextToken: z.string().optional(), MaxResults: z.number().int().min(1).max(1000).optional() };
const names = z.array(z.string()).default([]);

/** The shape of each operation's input ("Amazon SQS API Reference"). */
export const inputs = {
  CreateQueue: z.object({ QueueName: z.string(), Attributes: map.default({}), tags: map.default({}) }),
  GetQueueUrl: z.object({ QueueName: z.string(), QueueOwnerAWSAccountId: z.string().optional() }),
  ListQueues: z.object({ QueueNamePrefix: z.string().default(""), ...page }),
  DeleteQueue: z.object({ QueueUrl }),
  PurgeQueue: z.object({ QueueUrl }),
  GetQueueAttributes: z.object({ QueueUrl, AttributeNames: names }),
  SetQueueAttributes: z.object({ QueueUrl, Attributes: map }),
  ListQueueTags: z.object({ QueueUrl }),
  TagQueue: z.object({ QueueUrl, Tags: map }),
  UntagQueue: z.object({ QueueUrl, TagKeys: z.array(z.string()) }),
  ListDeadLetterSourceQueues: z.object({ QueueUrl, ...page }),
  AddPermission: z.object({ QueueUrl, Label: z.string(), AWSAccountIds: names, Actions: names }),
  RemovePermission: z.object({ QueueUrl, Label: z.string() }),
  SendMessage: z.object({ QueueUrl, ...message }),
  SendMessageBatch: z.object({ QueueUrl, Entries: z.array(z.object({ Id: z.string(), ...message })) }),
  ReceiveMessage: z.object({
    QueueUrl,
    AttributeNames: names,
    MessageSystemAttributeNames: names,
    MessageAttributeNames: names,
    MaxNumberOfMessages: z.number().int().min(1).max(10).default(1),
    VisibilityTimeout: visibility.optional(),
    WaitTimeSeconds: z.number().int().min(0).max(20).optional(),
  }),
  DeleteMessage: z.object({ QueueUrl, ReceiptHandle: z.string() }),
  DeleteMessageBatch: z.object({
    QueueUrl,
    Entries: z.array(z.object({ Id: z.string(), ReceiptHandle: z.string() })),
  }),
  ChangeMessageVisibility: z.object({ QueueUrl, ReceiptHandle: z.string(), VisibilityTimeout: visibility }),
  ChangeMessageVisibilityBatch: z.object({
    QueueUrl,
    Entries: z.array(
      z.object({ Id: z.string(), ReceiptHandle: z.string(), VisibilityTimeout: visibility.default(0) }),
    ),
  }),
} as const;

type Inputs = typeof inputs;
export type Name = keyof Inputs;
export type InputOf<N extends Name> = z.output<Inputs[N]>;

/** The call's input in its shape; a member that is missing or of a wrong type is refused by name. */
export function inputOf<N extends Name>(name: N, call: Call): InputOf<N> {
  const result = inputs[name].safeParse(call.input);
  if (result.success) return result.data as InputOf<N>;
  const issue = result.error.issues[0];
  const at = issue?.path.join(".") ?? "";
  if (issue?.code === "invalid_type" && call.input[at] === undefined && issue.path.length === 1)
    throw errors.missing(at);
  throw errors.parameter(
    `Value for parameter ${at} is invalid. Reason: ${issue?.message ?? "not understood"}.`,
  );
}
