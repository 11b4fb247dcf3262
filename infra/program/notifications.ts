import { Topic } from "@pulumi/aws/sns/topic.js";
import { TopicPolicy } from "@pulumi/aws/sns/topicPolicy.js";
import { TopicSubscription } from "@pulumi/aws/sns/topicSubscription.js";
import { Queue } from "@pulumi/aws/sqs/queue.js";
import { QueuePolicy } from "@pulumi/aws/sqs/queuePolicy.js";
import { all, type CustomResourceOptions } from "@pulumi/pulumi";
import type { StackSettings } from "../stacks/settings.ts";
import { deliveryQueuePolicy, deliveryTopicPolicy } from "./alert-policies.ts";
import { partName } from "./part-name.ts";
import { resourceName } from "./resource-name.ts";

/** Seconds a receiver waits for a message: SQS's most, so that an idle queue costs next to nothing. */
const longPoll = 20;

/**
 * The topic that CloudTrail tells of each log file it delivers, and the queue that gets what the topic is told. Returns
 * the queue, what the trail has to be told, and what must precede the trail: CloudTrail tries the topic when it is.
 */
export function deliveryNotifications(
  settings: StackSettings,
  accountId: string,
  options: CustomResourceOptions,
) {
  const { stack, tags } = settings;
  const topic = new Topic(
    partName("deliveries", options),
    { name: resourceName(stack, "deliveries", 256), tags },
    options,
  );
  const topicPolicy = new TopicPolicy(
    partName("deliveries", options),
    {
      arn: topic.arn,
      policy: topic.arn.apply((arn) => JSON.stringify(deliveryTopicPolicy(settings, accountId, arn))),
    },
    options,
  );
  const queue = new Queue(
    partName("deliveries", options),
    { name: resourceName(stack, "deliveries", 80), receiveWaitTimeSeconds: longPoll, tags },
    options,
  );
  const queuePolicy = new QueuePolicy(
    partName("deliveries", options),
    {
      queueUrl: queue.url,
      policy: all([queue.arn, topic.arn]).apply(([queueArn, topicArn]) =>
        JSON.stringify(deliveryQueuePolicy(queueArn, topicArn)),
      ),
    },
    options,
  );
  const subscription = new TopicSubscription(
    partName("deliveries", options),
    { topic: topic.arn, protocol: "sqs", endpoint: queue.arn },
    { ...options, dependsOn: queuePolicy },
  );
  return { queue, inputs: { snsTopicName: topic.name }, before: [topicPolicy, subscription] };
}
