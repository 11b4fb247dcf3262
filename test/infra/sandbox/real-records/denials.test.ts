import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../../../../infra/sandbox/index.ts";
import { services } from "../../../../infra/sandbox/services.ts";
import type { Keys } from "../../../helpers/signed-request.ts";
import { auditEverything, everything } from "./audit-everything.ts";
import { type Stage, stageOn } from "./stage.ts";

let sandbox: Sandbox;
let stage: Stage;
let stranger: Keys;
beforeAll(async () => {
  sandbox = await startSandbox();
  stage = stageOn(sandbox);
  await auditEverything(stage);
  stranger = await stage.stranger("stranger");
});
afterAll(() => sandbox.close());

/** Something for what most operations need to know before they ask for leave. */
const input = {
  AccessKeyId: "AKIAIOSFODNN7EXAMPLE",
  AccountId: "111122223333",
  EncodedMessage: "AAAA",
  GroupName: "g",
  KeyName: "k",
  logGroupName: "l",
  logStreamName: "s",
  Name: "trail",
  NumberOfBytes: 8,
  PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess",
  PolicyName: "p",
  QueueName: "q",
  RoleName: "r",
  TrailName: "trail",
  UserName: "u",
};

/** Measured in real records: one code for all services but EC2; parameters only in S3's and EC2's. */
describe("every denial", () => {
  it.each(
    [...services.values()]
      .filter(({ name }) => name !== "s3")
      .map((service) => [service.name, service] as const),
  )("of %s has the form that AWS's have", async (_, service) => {
    for (const operation of Object.keys(service.operations))
      await stage.call(service.name, operation, input, stranger);
    const denied = (await everything(sandbox)).filter(
      ({ eventSource, userIdentity, errorMessage = "" }) =>
        eventSource === service.eventSource &&
        userIdentity?.userName === "stranger" &&
        errorMessage.includes("is not authorized to perform"),
    );
    expect(denied.length).toBeGreaterThan(0);
    for (const record of denied) {
      expect(record.responseElements).toBeNull();
      if (service.name === "ec2") {
        expect(record.errorCode).toBe("Client.UnauthorizedOperation");
        expect(record.requestParameters).not.toBeNull();
      } else {
        expect(record, record.eventName).toMatchObject({
          errorCode: "AccessDenied",
          requestParameters: null,
        });
      }
    }
  });

  it("of s3 keeps its parameters", async () => {
    await stage.must("s3", "CreateBucket", { bucketName: "closed" });
    const { requestId } = await stage.call("s3", "GetBucketAcl", { bucketName: "closed", acl: "" }, stranger);
    const [record] = await sandbox.records({ where: ({ requestID }) => requestID === requestId });
    expect(record).toMatchObject({
      errorCode: "AccessDenied",
      requestParameters: { bucketName: "closed", acl: "" },
      responseElements: null,
      resources: [{ accountId: sandbox.accountId, type: "AWS::S3::Bucket", ARN: "arn:aws:s3:::closed" }],
    });
  });
});
