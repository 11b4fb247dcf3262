// A module of its own: esbuild gives the dynamic import of a CommonJS package nothing but its default export.
export { DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
