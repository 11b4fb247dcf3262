import { policyProblem } from "../../authorization/policy-problem.ts";
import type { World } from "../../world.ts";
import { errors } from "./errors.ts";
import { messagesOf, type Queue, queueByArn } from "./state.ts";

/** Numbers a queue can be given: smallest, largest, and what it has unless told ("SetQueueAttributes"). */
const numbers: Readonly<Record<string, readonly [least: number, most: number, usual: number]>> = {
  DelaySeconds: [0, 900, 0],
  MaximumMessageSize: [1024, 1_048_576, 1_048_576],
  MessageRetentionPeriod: [60, 1_209_600, 345_600],
  ReceiveMessageWaitTimeSeconds: [0, 20, 0],
  VisibilityTimeout: [0, 43_200, 30],
};

/** A number a queue has. */
export function numberOf(queue: Queue, name: keyof typeof numbers & string): number {
  return Number(queue.attributes[name] ?? numbers[name]![2]);
}

/** Where messages go that were received too often. */
export function redriveOf(queue: Queue): { readonly target: string; readonly after: number } | undefined {
  const text = queue.attributes["RedrivePolicy"];
  if (!text) return undefined;
  const policy = JSON.parse(text) as { deadLetterTargetArn: string; maxReceiveCount: number | string };
  return { target: policy.deadLetterTargetArn, after: Number(policy.maxReceiveCount) };
}

/** Checks attributes that a caller sets. An empty policy takes it away. */
export function checkAttributes(world: World, attributes: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(attributes)) {
    const range = numbers[name];
    if (range) {
      if (!/^\d+$/.test(value) || Number(value) < range[0] || Number(value) > range[1])
        throw errors.attributeValue(name);
    } else if (name === "Policy") {
      const problem = value === "" ? undefined : policyProblem(value, "resource");
      if (problem)
        throw errors.attributeValue(name, `Invalid value for the parameter Policy. Reason: ${problem}`);
    } else if (name === "RedrivePolicy") checkRedrive(world, value);
    else if (name === "SqsManagedSseEnabled") {
      if (!/^(?:true|false)$/.test(value)) throw errors.attributeValue(name);
    } else if (/^(?:Fifo|ContentBased|Dedup|FifoThrough|Kms|RedriveAllow)/.test(name)) {
      if (value !== "" && value !== "false") throw errors.unsupported(`the queue attribute ${name}`);
    } else throw errors.attributeName(name);
  }
}

function checkRedrive(world: World, value: string): void {
  if (value === "") return;
  const bad = () => errors.attributeValue("RedrivePolicy");
  let policy: { deadLetterTargetArn?: unknown; maxReceiveCount?: unknown };
  try {
    policy = Object(JSON.parse(value)) as typeof policy;
  } catch {
    throw bad();
  }
  const { deadLetterTargetArn, maxReceiveCount } = policy;
  const count = Number(maxReceiveCount);
  if (typeof deadLetterTargetArn !== "string" || !Number.isInteger(count) || count < 1 || count > 1000)
    throw bad();
  if (!queueByArn(world, deadLetterTargetArn))
    throw errors.parameter(
      `Value ${value} for parameter RedrivePolicy is invalid. Reason: Dead letter target does not exist.`,
    );
}

/** Attributes that a standard queue without KMS key does not have, though callers may ask for them. */
const elsewhere =
  /^(?:All|Policy|RedrivePolicy|RedriveAllowPolicy|FifoQueue|ContentBasedDeduplication|DeduplicationScope|FifoThroughputLimit|KmsMasterKeyId|KmsDataKeyReusePeriodSeconds)$/;

/** Those attributes of a queue that were asked for. @throws AwsError `InvalidAttributeName` */
export function askedAttributes(
  world: World,
  queue: Queue,
  asked: readonly string[],
): Readonly<Record<string, string>> {
  const all = describeAttributes(world, queue);
  const unknown = asked.find((name) => !Object.hasOwn(all, name) && !elsewhere.test(name));
  if (unknown !== undefined) throw errors.attributeName(unknown);
  if (asked.includes("All")) return all;
  return Object.fromEntries(Object.entries(all).filter(([name]) => asked.includes(name)));
}

/** All that GetQueueAttributes can tell. */
export function describeAttributes(world: World, queue: Queue): Record<string, string> {
  const now = world.clock.now().getTime();
  const counts = { visible: 0, inFlight: 0, delayed: 0 };
  for (const [, message] of messagesOf(world, queue)) {
    if (expired(queue, message.sent, now)) continue;
    if (message.visibleAt <= now) counts.visible++;
    else if (message.receiveCount > 0) counts.inFlight++;
    else counts.delayed++;
  }
  return {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(counts.visible),
    ApproximateNumberOfMessagesNotVisible: String(counts.inFlight),
    ApproximateNumberOfMessagesDelayed: String(counts.delayed),
    CreatedTimestamp: String(Math.floor(queue.created / 1000)),
    LastModifiedTimestamp: String(Math.floor(queue.modified / 1000)),
    ...Object.fromEntries(Object.keys(numbers).map((name) => [name, String(numberOf(queue, name))])),
    SqsManagedSseEnabled: "true",
    ...queue.attributes,
  };
}

/** Whether a message has been kept as long as its queue keeps messages. */
export function expired(queue: Queue, sent: number, now: number): boolean {
  return now - sent >= numberOf(queue, "MessageRetentionPeriod") * 1000;
}
