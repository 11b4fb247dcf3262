import type { StackSettings } from "../stacks/settings.ts";

/** The settings that alerts and notices consist of. */
export type AlertSettings = Pick<
  StackSettings,
  "kind" | "logGroup" | "alarms" | "subscriptions" | "deliveryNotifications"
>;

/** How many days CloudWatch Logs can keep events ("PutRetentionPolicy", CloudWatch Logs API Reference). */
export const logRetentionDays: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const queueArn = /^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[\w-]{1,80}$/;
const emailAddress = /^[^@\s]+@[^@\s]+\.[^@\s.]+$/;

/** SNS's protocol for a subscription: queues by their ARN, anything else is an e-mail address. */
export const subscriptionProtocol = (endpoint: string): "sqs" | "email" =>
  endpoint.startsWith("arn:") ? "sqs" : "email";

/** What is wrong with the settings of alerts and notices, one sentence part each, by setting. Empty when they fit. Pure. */
export function alertProblems(
  settings: AlertSettings,
): readonly { readonly setting: keyof AlertSettings; readonly problem: string }[] {
  const { logGroup, alarms, subscriptions } = settings;
  if (settings.kind === "log-archive")
    return (["logGroup", "alarms", "subscriptions", "deliveryNotifications"] as const)
      .filter((setting) => settings[setting])
      .map((setting) => ({ setting, problem: "is a trail's, and a log archive has no trail of its own" }));
  return [
    ...(logGroup && !logRetentionDays.includes(logGroup.retentionDays)
      ? [
          {
            setting: "logGroup" as const,
            problem: `cannot keep events ${logGroup.retentionDays} days: CloudWatch Logs takes ${logRetentionDays.join(", ")}`,
          },
        ]
      : []),
    ...(alarms && !logGroup
      ? [{ setting: "alarms" as const, problem: "needs logGroup: alarms count what is in the log group" }]
      : []),
    ...(subscriptions && !alarms
      ? [
          {
            setting: "subscriptions" as const,
            problem: "needs alarms: there is nothing to be told of otherwise",
          },
        ]
      : []),
    ...(subscriptions ?? [])
      .filter((endpoint) => !queueArn.test(endpoint) && !emailAddress.test(endpoint))
      .map((endpoint) => ({
        setting: "subscriptions" as const,
        problem: `${endpoint} is neither an e-mail address nor the ARN of an SQS queue`,
      })),
  ];
}
