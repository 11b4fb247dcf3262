import { createHash, randomUUID } from "node:crypto";
import { AwsError, type Call, type Operation } from "../../service.ts";
import type { World } from "../../world.ts";
import { expired, numberOf, redriveOf } from "./attributes.ts";
import { errors } from "./errors.ts";
import { type InputOf, inputOf } from "./inputs.ts";
import { md5OfAttributes } from "./md5-of-attributes.ts";
import { findQueue, onQueue } from "./queue-operation.ts";
import {
  addMessage,
  type Message,
  type MessageAttributes,
  messageAt,
  messagesOf,
  onArrival,
  putMessage,
  type Queue,
  queueByArn,
  removeMessage,
  wake,
} from "./state.ts";

type Entry = Omit<InputOf<"SendMessage">, "QueueUrl">;

const md5 = (text: string) => createHash("md5").update(text).digest("hex");

/** What XML 1.0 can hold ("SendMessage", Amazon SQS API Reference). */
const allowed = /^[\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;

function send(call: Call, world: World, queue: Queue, entry: Entry): Record<string, unknown> {
  const { MessageBody: body, MessageAttributes: attributes = {} } = entry;
  if (entry.MessageGroupId !== undefined || entry.MessageDeduplicationId !== undefined)
    throw errors.unsupported("FIFO queues and fair queues (MessageGroupId, MessageDeduplicationId)");
  if (body === "") throw errors.missing("MessageBody");
  if (!allowed.test(body)) throw errors.contents();
  const most = numberOf(queue, "MaximumMessageSize");
  if (sizeOf(body, attributes) > most)
    throw errors.parameter(
      `One or more parameters are invalid. Reason: Message must be shorter than ${most} bytes.`,
    );
  checkMessageAttributes(attributes);
  const now = call.time.getTime();
  const message: Message = {
    id: randomUUID(),
    body,
    attributes,
    senderId: call.caller.principalId || (call.caller.service ?? call.caller.accountId),
    sent: now,
    visibleAt: now + (entry.DelaySeconds ?? numberOf(queue, "DelaySeconds")) * 1000,
    receiveCount: 0,
  };
  addMessage(world, queue, message);
  return {
    MD5OfMessageBody: md5(body),
    ...(Object.keys(attributes).length > 0 ? { MD5OfMessageAttributes: md5OfAttributes(attributes) } : {}),
    MessageId: message.id,
  };
}

function sizeOf(body: string, attributes: MessageAttributes): number {
  const texts = Object.entries(attributes).flatMap(
    ([name, { DataType, StringValue = "", BinaryValue = "" }]) => [name, DataType, StringValue, BinaryValue],
  );
  return [body, ...texts].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

function checkMessageAttributes(attributes: MessageAttributes): void {
  const all = Object.entries(attributes);
  if (all.length > 10)
    throw errors.parameter(
      "Number of message attributes [" + all.length + "] exceeds the allowed maximum [10].",
    );
  for (const [name, { DataType, StringValue, BinaryValue }] of all) {
    if (!/^(?:String|Number|Binary)(?:\..+)?$/.test(DataType))
      throw errors.parameter(
        `The type of message (user) attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
      );
    if ((DataType.startsWith("Binary") ? BinaryValue : StringValue) === undefined)
      throw errors.parameter(
        `The message (user) attribute '${name}' must contain a non-empty message attribute value.`,
      );
  }
}

export const sendMessage = onQueue("SendMessage", false, ({ call, world, queue, input }) =>
  send(call, world, queue, input),
);

export const sendMessageBatch = onQueue("SendMessageBatch", false, ({ call, world, queue, input }) =>
  batch(world, input.Entries, (entry) => send(call, world, queue, entry)),
);

/** Each entry by itself: some may fail and others not. */
function batch<E extends { readonly Id: string }>(
  world: World,
  entries: readonly E[],
  each: (entry: E) => Record<string, unknown>,
): Record<string, unknown> {
  if (entries.length === 0) throw errors.emptyBatch();
  if (entries.length > 10) throw errors.longBatch();
  const ids = new Set<string>();
  for (const { Id } of entries) {
    if (!/^[\w-]{1,80}$/.test(Id)) throw errors.badId();
    if (ids.has(Id)) throw errors.sameIds(Id);
    ids.add(Id);
  }
  const Successful: unknown[] = [];
  const Failed: unknown[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id, ...world.transaction(() => each(entry)) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({
        Id: entry.Id,
        SenderFault: true,
        Code: error.queryCode ?? error.code,
        Message: error.message,
      });
    }
  }
  return { Successful, Failed };
}

/** Whether a message can be received now. */
const receivable = (queue: Queue, message: Message, now: number) =>
  message.visibleAt <= now && !expired(queue, message.sent, now);

const plainReceive = onQueue("ReceiveMessage", true, ({ call, world, queue, input }) => {
  const now = call.time.getTime();
  const hidden = (input.VisibilityTimeout ?? numberOf(queue, "VisibilityTimeout")) * 1000;
  const redrive = redriveOf(queue);
  const due: [string, Message][] = [];
  let free = input.MaxNumberOfMessages;
  for (const entry of messagesOf(world, queue)) {
    if (free === 0) break;
    const [, message] = entry;
    if (message.visibleAt > now) continue;
    due.push(entry);
    if (!expired(queue, message.sent, now) && !(redrive && message.receiveCount >= redrive.after)) free--;
  }
  const taken: unknown[] = [];
  for (const [order, message] of due) {
    if (expired(queue, message.sent, now)) {
      removeMessage(world, queue, order);
      continue;
    }
    const deadLetters =
      redrive && message.receiveCount >= redrive.after ? queueByArn(world, redrive.target) : undefined;
    if (deadLetters) {
      const { receipt: _, ...kept } = message;
      removeMessage(world, queue, order);
      addMessage(world, deadLetters, kept);
      continue;
    }
    const received: Message = {
      ...message,
      visibleAt: now + hidden,
      receiveCount: message.receiveCount + 1,
      firstReceived: message.firstReceived ?? now,
      receipt: randomUUID(),
    };
    putMessage(world, queue, order, received);
    taken.push(describe(order, received, input));
  }
  return taken.length > 0 ? { Messages: taken } : {};
});

/** Receiving waits, if asked to, until there is something (long polling). */
export const receiveMessage: Operation = {
  ...plainReceive,
  waits(call, world) {
    const input = inputOf("ReceiveMessage", call);
    const queue = findQueue(call, world, input.QueueUrl);
    const now = world.clock.now().getTime();
    const seconds = input.WaitTimeSeconds ?? numberOf(queue, "ReceiveMessageWaitTimeSeconds");
    let until = call.time.getTime() + seconds * 1000;
    if (until <= now) return undefined;
    for (const [, message] of messagesOf(world, queue)) {
      if (receivable(queue, message, now)) return undefined;
      if (!expired(queue, message.sent, message.visibleAt)) until = Math.min(until, message.visibleAt);
    }
    return { until: new Date(until), onChange: (listener) => onArrival(world, queue, listener) };
  },
};

function describe(
  order: string,
  message: Message,
  input: InputOf<"ReceiveMessage">,
): Record<string, unknown> {
  const asked = new Set([...input.AttributeNames, ...input.MessageSystemAttributeNames]);
  const system = Object.entries({
    SenderId: message.senderId,
    SentTimestamp: String(message.sent),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceived),
  }).filter(([name]) => asked.has("All") || asked.has(name));
  const attributes = Object.fromEntries(
    Object.entries(message.attributes).filter(([name]) => wanted(name, input.MessageAttributeNames)),
  );
  return {
    MessageId: message.id,
    ReceiptHandle: Buffer.from(`${order}/${message.receipt}`).toString("base64"),
    MD5OfBody: md5(message.body),
    Body: message.body,
    ...(system.length > 0 ? { Attributes: Object.fromEntries(system) } : {}),
    ...(Object.keys(attributes).length > 0
      ? { MessageAttributes: attributes, MD5OfMessageAttributes: md5OfAttributes(attributes) }
      : {}),
  };
}

/** `All`, a name, or the beginning of one as `foo.*`. */
function wanted(name: string, asked: readonly string[]): boolean {
  return asked.some(
    (pattern) =>
      pattern === "All" ||
      pattern === name ||
      (pattern.endsWith(".*") && name.startsWith(pattern.slice(0, -2))),
  );
}

/** The message a receipt handle is for, if it is the handle of its last receiver. */
function received(
  world: World,
  queue: Queue,
  handle: string,
): { order: string; message: Message } | undefined {
  const [, order = "", receipt = ""] =
    /^(\d{16}-[0-9a-f]{8})\/([0-9a-f-]{36})$/.exec(Buffer.from(handle, "base64").toString()) ?? [];
  if (order === "") throw errors.receipt(handle);
  const message = messageAt(world, queue, order);
  return message?.receipt === receipt ? { order, message } : undefined;
}

/** An old handle deletes nothing, and nobody is told (as in SQS, where it may or may not). */
function remove(world: World, queue: Queue, handle: string): Record<string, unknown> {
  const found = received(world, queue, handle);
  if (found) removeMessage(world, queue, found.order);
  return {};
}

export const deleteMessage = onQueue("DeleteMessage", false, ({ world, queue, input }) =>
  remove(world, queue, input.ReceiptHandle),
);

export const deleteMessageBatch = onQueue("DeleteMessageBatch", false, ({ world, queue, input }) =>
  batch(world, input.Entries, (entry) => remove(world, queue, entry.ReceiptHandle)),
);

function hide(
  call: Call,
  world: World,
  queue: Queue,
  entry: { readonly ReceiptHandle: string; readonly VisibilityTimeout: number },
): Record<string, unknown> {
  const found = received(world, queue, entry.ReceiptHandle);
  const now = call.time.getTime();
  if (!found || found.message.visibleAt <= now) throw errors.notInFlight();
  putMessage(world, queue, found.order, {
    ...found.message,
    visibleAt: now + entry.VisibilityTimeout * 1000,
  });
  wake(world, queue);
  return {};
}

export const changeMessageVisibility = onQueue(
  "ChangeMessageVisibility",
  false,
  ({ call, world, queue, input }) => hide(call, world, queue, input),
);

export const changeMessageVisibilityBatch = onQueue(
  "ChangeMessageVisibilityBatch",
  false,
  ({ call, world, queue, input }) => batch(world, input.Entries, (entry) => hide(call, world, queue, entry)),
);
