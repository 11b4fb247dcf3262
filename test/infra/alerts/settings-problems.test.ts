import { expect, test } from "vitest";
import { checkSettings } from "../../../infra/stacks/config.ts";

const check = (more: object) => () =>
  checkSettings({ stack: "audit", bucketName: "logs-of-us", ...more }, "The test");

const logGroup = { retentionDays: 30 };

test.each([
  [{ alarms: "tuned" }, /alarms: needs logGroup/],
  [{ logGroup, subscriptions: ["a@example.com"] }, /subscriptions: needs alarms/],
  [{ logGroup: { retentionDays: 31 } }, /logGroup: cannot keep events 31 days/],
  [{ logGroup, alarms: "tuned", subscriptions: ["nobody"] }, /nobody is neither an e-mail address nor/],
  [
    { logGroup, alarms: "tuned", subscriptions: ["arn:aws:sns:us-east-1:111122223333:topic"] },
    /is neither an e-mail address nor the ARN of an SQS queue/,
  ],
])("%j is refused in words", (more, problem) => {
  expect(check(more)).toThrow(problem);
});

test("a log archive has no trail to be told of", () => {
  const archive = {
    kind: "log-archive",
    deliveringTrails: ["arn:aws:cloudtrail:us-east-1:111122223333:trail/one"],
  };
  expect(check({ ...archive, deliveryNotifications: true })).toThrow(
    /deliveryNotifications: .*a log archive has no trail/,
  );
});

test("what fits is taken", () => {
  const settings = {
    logGroup,
    alarms: "compliance",
    subscriptions: ["a@example.com", "arn:aws:sqs:us-east-1:111122223333:oncall"],
    deliveryNotifications: true,
  };
  expect(check(settings)()).toMatchObject(settings);
});
