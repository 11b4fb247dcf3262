import type { Service } from "../../service.ts";
import { publish } from "./publish.ts";
import { publishBatch } from "./publish-batch.ts";
import {
  getSubscriptionAttributes,
  listSubscriptions,
  listSubscriptionsByTopic,
  setSubscriptionAttributes,
  subscribe,
  unsubscribe,
} from "./subscriptions.ts";
import { addPermission, removePermission } from "./topic-permissions.ts";
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
 * Amazon SNS, standard topics that deliver to SQS queues, under the policies of both; subscriptions by email stay pending.
 * Not here: other protocols, FIFO topics, filter policies, mobile push and text messages.
 */
export const sns: Service = {
  name: "sns",
  eventSource: "sns.amazonaws.com",
  protocol: "query",
  apiVersion: "2010-03-31",
  global: false,
  operations: {
    AddPermission: addPermission,
    CreateTopic: createTopic,
    DeleteTopic: deleteTopic,
    GetSubscriptionAttributes: getSubscriptionAttributes,
    GetTopicAttributes: getTopicAttributes,
    ListSubscriptions: listSubscriptions,
    ListSubscriptionsByTopic: listSubscriptionsByTopic,
    ListTagsForResource: listTagsForResource,
    ListTopics: listTopics,
    Publish: publish,
    PublishBatch: publishBatch,
    RemovePermission: removePermission,
    SetSubscriptionAttributes: setSubscriptionAttributes,
    SetTopicAttributes: setTopicAttributes,
    Subscribe: subscribe,
    TagResource: tagResource,
    Unsubscribe: unsubscribe,
    UntagResource: untagResource,
  },
};
