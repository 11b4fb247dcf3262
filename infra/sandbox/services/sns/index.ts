import type { Service } from "../../service.ts";
import { publish } from "./publish.ts";
import {
  getSubscriptionAttributes,
  listSubscriptions,
  listSubscriptionsByTopic,
  setSubscriptionAttributes,
  subscribe,
  unsubscribe,
} from "./subscriptions.ts";
import {
  createTopic,
  deleteTopic,
  getTopicAttributes,
  listTagsForResource,
  listTopics,
  setTopicAttributes,
  tagResource,
  untagResource,
} from "./topics.ts";

/**
 * Amazon SNS, standard topics that deliver to SQS queues, under the policies of both. Not here: other protocols, FIFO
 * topics, filter policies, batches, mobile push and text messages.
 */
export const sns: Service = {
  name: "sns",
  eventSource: "sns.amazonaws.com",
  protocol: "query",
  apiVersion: "2010-03-31",
  global: false,
  operations: {
    CreateTopic: createTopic,
    DeleteTopic: deleteTopic,
    GetSubscriptionAttributes: getSubscriptionAttributes,
    GetTopicAttributes: getTopicAttributes,
    ListSubscriptions: listSubscriptions,
    ListSubscriptionsByTopic: listSubscriptionsByTopic,
    ListTagsForResource: listTagsForResource,
    ListTopics: listTopics,
    Publish: publish,
    SetSubscriptionAttributes: setSubscriptionAttributes,
    SetTopicAttributes: setTopicAttributes,
    Subscribe: subscribe,
    TagResource: tagResource,
    Unsubscribe: unsubscribe,
    UntagResource: untagResource,
  },
};
