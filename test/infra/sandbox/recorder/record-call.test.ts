import { LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import { afterAll, beforeAll, expect, it } from "vitest";
import { emptyBody } from "../../../../infra/sandbox/body.ts";
import { recordCall } from "../../../../infra/sandbox/recorder/record-call.ts";
import { AwsError, type Call, type Service } from "../../../../infra/sandbox/service.ts";
import { startTrailSandbox, type TrailSandbox } from "../../../helpers/trail-sandbox.ts";

let box: TrailSandbox;
beforeAll(async () => {
  box = await startTrailSandbox();
});
afterAll(() => box.close());

function callOf(operation: string): Call {
  const malformed = new AwsError("InvalidParameterValue", "The filter 'null' is invalid");
  const service: Service = {
    name: "odd",
    eventSource: "odd.amazonaws.com",
    protocol: "query",
    apiVersion: "2020-01-01",
    global: false,
    operations: {
      [operation]: {
        readOnly: true,
        category: "Management",
        permissions: () => [],
        handle: () => ({}),
        event: () => {
          throw malformed;
        },
      },
    },
  };
  const { accountId } = box.sandbox;
  return {
    requestId: "r",
    service,
    operation,
    region: "us-east-1",
    caller: { type: "Root", accountId, arn: `arn:aws:iam::${accountId}:root`, principalId: accountId },
    input: { Filter: "abc" },
    request: {
      method: "POST",
      rawPath: "/",
      query: new URLSearchParams(),
      headers: {},
      body: emptyBody,
      sourceIp: "127.0.0.1",
    },
    time: box.clock.now(),
  };
}

async function history(name: string) {
  const LookupAttributes = [{ AttributeKey: "EventName" as const, AttributeValue: name }];
  const { Events } = await box.cloudtrail().send(new LookupEventsCommand({ LookupAttributes }));
  return Events!.map(({ CloudTrailEvent }) => JSON.parse(CloudTrailEvent!));
}

it("records a call whose input cannot be written down, without that input", async () => {
  const { world } = box.sandbox;
  const error = new AwsError("InvalidParameterValue", "no");
  world.transaction(() => recordCall(world, callOf("Malformed"), { error }));
  expect(await history("Malformed")).toMatchObject([
    { errorCode: "InvalidParameterValue", requestParameters: null },
  ]);
});

it("leaves no record of a call that was rolled back", async () => {
  const { world } = box.sandbox;
  const undone = () =>
    world.transaction(() => {
      recordCall(world, callOf("Undone"), { reply: {} });
      throw new Error("rolled back");
    });
  expect(undone).toThrow("rolled back");
  expect(await history("Undone")).toEqual([]);
});
