import type { Collection, World } from "../../world.ts";

/** A standard topic. */
export interface Topic {
  readonly arn: string;
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  readonly displayName: string;
  /** JSON document. */
  readonly policy: string;
  readonly tags: readonly { readonly Key: string; readonly Value: string }[];
}

/** How a subscription is told. Nothing is sent by mail: such subscriptions wait for a confirmation that never comes. */
export type SubscriptionProtocol = "sqs" | "email" | "email-json";

/** A queue that gets what is published to a topic, or an address that has yet to confirm that it wants to. */
export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly owner: string;
  readonly protocol: SubscriptionProtocol;
  /** ARN of the queue, or the address. */
  readonly endpoint: string;
  /** Only the message, without the envelope. */
  readonly raw: boolean;
}

/** Keys are ARNs, in order of region, account and name. */
export const topics = (world: World): Collection<Topic> => world.collection("sns/topics");
export const subscriptions = (world: World): Collection<Subscription> =>
  world.collection("sns/subscriptions");

/** In order of their names. */
export function topicsOf(world: World, region: string, accountId: string): readonly Topic[] {
  return [...topics(world).entries(`arn:aws:sns:${region}:${accountId}:`)].map(([, topic]) => topic);
}

export function subscriptionsTo(world: World, topicArn: string): readonly Subscription[] {
  return [...subscriptions(world).entries(`${topicArn}:`)].map(([, subscription]) => subscription);
}
