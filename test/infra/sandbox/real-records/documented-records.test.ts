import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CloudTrailRecord } from "../../../../infra/cloudtrail/record.ts";
import { type Sandbox, startSandbox } from "../../../../infra/sandbox/index.ts";
import { documented } from "./documented.ts";
import { differences, shapeOf } from "./shape.ts";
import { type Stage, stageOn, tag } from "./stage.ts";
import { auditEverything, recordOf } from "./audit-everything.ts";

let sandbox: Sandbox;
let stage: Stage;
let there: Parameters<(typeof documented)[number]["input"]>[0];
beforeAll(async () => {
  sandbox = await startSandbox();
  stage = stageOn(sandbox);
  await auditEverything(stage);
  const { QueueUrl } = JSON.parse(await stage.must("sqs", "CreateQueue", { QueueName: "orders" })) as {
    QueueUrl: string;
  };
  const topicArn = tag(await stage.must("sns", "CreateTopic", { Name: "news" }), "TopicArn");
  const Endpoint = `arn:aws:sqs:us-east-1:${sandbox.accountId}:orders`;
  const subscribed = await stage.must("sns", "Subscribe", { TopicArn: topicArn, Protocol: "sqs", Endpoint });
  const { KeyMetadata } = JSON.parse(await stage.must("kms", "CreateKey", {})) as {
    KeyMetadata: { KeyId: string };
  };
  there = {
    queueUrl: QueueUrl,
    topicArn,
    subscriptionArn: tag(subscribed, "SubscriptionArn"),
    keyId: KeyMetadata.KeyId,
  };
});
afterAll(() => sandbox.close());

describe("records where there are no samples, beside AWS's own guides", () => {
  it.each(documented.map((entry) => [`${entry.service} ${entry.operation}`, entry] as const))(
    "%s",
    async (_, { service, operation, input, record }) => {
      const { status, body, requestId } = await stage.call(service, operation, { ...input(there) });
      expect(status, body).toBe(200);
      const ours = await recordOf(sandbox, requestId);
      expect(differences(shapeOf(parts(ours)), shapeOf({ resources: [], ...record }))).toEqual([]);
      expect([ours.readOnly, ours.eventCategory]).toEqual([record.readOnly, record.eventCategory]);
      expect(ours.managementEvent).toBe(record.eventCategory === "Management");
    },
  );

  function parts({
    requestParameters,
    responseElements,
    readOnly,
    eventCategory,
    resources = [],
  }: CloudTrailRecord) {
    return {
      requestParameters,
      responseElements,
      readOnly,
      eventCategory,
      resources: resources.map(({ type }) => type),
    };
  }
});
