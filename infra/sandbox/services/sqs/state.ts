import { randomUUID } from "node:crypto";
import type { Collection, World } from "../../world.ts";

/** A value of a message attribute, as the API carries it; binary values in base 64. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string | undefined;
  readonly BinaryValue?: string | undefined;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** A standard queue. Times are epoch milliseconds. */
export interface Queue {
  readonly name: string;
  readonly arn: string;
  readonly accountId: string;
  readonly region: string;
  readonly created: number;
  readonly modified: number;
  /** Those attributes that were set, under their API names. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** A message in a queue. Times are epoch milliseconds. */
export interface Message {
  readonly id: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly senderId: string;
  readonly sent: number;
  /** When it may be received (again). */
  readonly visibleAt: number;
  readonly receiveCount: number;
  readonly firstReceived?: number;
  /** What the last receiver got; deleting takes it. */
  readonly receipt?: string;
}

const queues = (world: World): Collection<Queue> => world.collection("sqs/queues");
const messages = (world: World): Collection<Message> => world.collection("sqs/messages");

/** Where queues are. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
}

const placeKey = ({ accountId, region }: Place): string => `${accountId}/${region}/`;
const keyOf = (queue: Pick<Queue, "accountId" | "region" | "name">): string => placeKey(queue) + queue.name;

export function queueAt(world: World, place: Place, name: string): Queue | undefined {
  return queues(world).get(placeKey(place) + name);
}

export function queueByArn(world: World, arn: string): Queue | undefined {
  const [, , service, region = "", accountId = "", name = ""] = arn.split(":");
  return service === "sqs" ? queueAt(world, { region, accountId }, name) : undefined;
}

/** In order of their names. */
export function queuesOf(world: World, place: Place): readonly Queue[] {
  return [...queues(world).entries(placeKey(place))].map(([, queue]) => queue);
}

export function putQueue(world: World, queue: Queue): void {
  queues(world).put(keyOf(queue), queue);
}

/** Takes a queue away, with all that is in it. */
export function removeQueue(world: World, queue: Queue): void {
  removeMessages(world, queue);
  queues(world).delete(keyOf(queue));
}

export function removeMessages(world: World, queue: Queue): void {
  for (const [order] of [...messagesOf(world, queue)]) removeMessage(world, queue, order);
}

let last = 0;

/** Puts a new message at the queue's end. */
export function addMessage(world: World, queue: Queue, message: Message): void {
  last = Math.max(last + 1, message.sent * 1000);
  // Sixteen digits of microseconds, which also tell apart what comes within one millisecond of a clock that stands still.
  putMessage(world, queue, `${String(last).padStart(16, "0")}-${randomUUID().slice(0, 8)}`, message);
  wake(world, queue);
}

/** `order` is the message's place in its queue. */
export function putMessage(world: World, queue: Queue, order: string, message: Message): void {
  messages(world).put(`${keyOf(queue)}/${order}`, message);
}

export function messageAt(world: World, queue: Queue, order: string): Message | undefined {
  return messages(world).get(`${keyOf(queue)}/${order}`);
}

export function removeMessage(world: World, queue: Queue, order: string): void {
  messages(world).delete(`${keyOf(queue)}/${order}`);
}

/** Messages and their places, oldest first. */
export function* messagesOf(world: World, queue: Queue): IterableIterator<[string, Message]> {
  const prefix = `${keyOf(queue)}/`;
  for (const [key, message] of messages(world).entries(prefix)) yield [key.slice(prefix.length), message];
}

const waiting = new WeakMap<World, Map<string, Set<() => void>>>();

/** Calls `listener` when something may have become receivable in the queue; returns the way to stop. */
export function onArrival(world: World, queue: Queue, listener: () => void): () => void {
  const byQueue = waiting.get(world) ?? new Map<string, Set<() => void>>();
  waiting.set(world, byQueue);
  const key = keyOf(queue);
  const listeners = byQueue.get(key) ?? new Set();
  byQueue.set(key, listeners.add(listener));
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) byQueue.delete(key);
  };
}

/** Tells those who wait on a queue that a message is, or will be, there for them. */
export function wake(world: World, queue: Queue): void {
  world.afterCommit(() => {
    for (const listener of [...(waiting.get(world)?.get(keyOf(queue)) ?? [])]) listener();
  });
}
