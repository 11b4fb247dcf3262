import { ListSubscriptionsByTopicCommand, SNSClient } from "@aws-sdk/client-sns";
import type { Read, TopicFacts } from "../facts.ts";
import { allPages, type Reader } from "./reading.ts";

/** Who has subscribed to a topic. Until it is confirmed a subscription has no ARN ("PendingConfirmation"). */
export async function readTopic({ target, read }: Reader, TopicArn: string): Promise<Read<TopicFacts>> {
  const sns = new SNSClient(target.clientConfig(TopicArn.split(":")[3] || target.identity.region));
  try {
    return await read(
      "sns:ListSubscriptionsByTopic",
      async (options) => {
        const subscriptions = await allPages(
          (NextToken) =>
            sns.send(
              new ListSubscriptionsByTopicCommand({ TopicArn, ...(NextToken ? { NextToken } : {}) }),
              options,
            ),
          ({ Subscriptions }) => Subscriptions,
          ({ NextToken }) => NextToken,
        );
        const arns = subscriptions.map(({ SubscriptionArn = "" }) => SubscriptionArn);
        return {
          confirmed: arns.filter((arn) => arn.startsWith("arn:")).length,
          pending: arns.filter((arn) => arn === "PendingConfirmation").length,
        };
      },
      { NotFound: { confirmed: 0, pending: 0 }, NotFoundException: { confirmed: 0, pending: 0 } },
    );
  } finally {
    sns.destroy();
  }
}
