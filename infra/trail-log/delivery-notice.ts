import * as z from "zod";

/** What CloudTrail tells its topic of log files it has delivered ("Configuring Amazon SNS notifications for CloudTrail"). */
const noticeSchema = z.object({ s3Bucket: z.string(), s3ObjectKey: z.array(z.string()) });

/** How SNS hands it to a queue, unless delivery is raw ("Amazon SNS message and JSON formats"). */
const envelopeSchema = z.object({ Type: z.literal("Notification"), Message: z.string() });

/** The log files that a message of the queue announces. */
export interface DeliveryNotice {
  readonly bucketName: string;
  readonly keys: readonly string[];
}

/**
 * Reads a queue message's body, with SNS's envelope or without. Undefined for anything else: CloudTrail's own
 * validation message, and what somebody else put into the queue. Pure.
 */
export function parseDeliveryNotice(body: string): DeliveryNotice | undefined {
  const parsed = json(body);
  const envelope = envelopeSchema.safeParse(parsed);
  const notice = noticeSchema.safeParse(envelope.success ? json(envelope.data.Message) : parsed);
  return notice.success ? { bucketName: notice.data.s3Bucket, keys: notice.data.s3ObjectKey } : undefined;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
