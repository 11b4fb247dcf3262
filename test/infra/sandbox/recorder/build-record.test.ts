import { describe, expect, it } from "vitest";
import type { CloudTrailRecord } from "../../../../infra/cloudtrail/record.ts";
import { emptyBody } from "../../../../infra/sandbox/body.ts";
import { buildRecord } from "../../../../infra/sandbox/recorder/build-record.ts";
import type { Outcome } from "../../../../infra/sandbox/recorder/outcome.ts";
import { AwsError, type Call, type Caller, type Service } from "../../../../infra/sandbox/service.ts";
import { cloudtrail } from "../../../../infra/sandbox/services/cloudtrail/index.ts";
import { ec2 } from "../../../../infra/sandbox/services/ec2/index.ts";
import { iam } from "../../../../infra/sandbox/services/iam/index.ts";
import { sts } from "../../../../infra/sandbox/services/sts/index.ts";
import { sampleRecords } from "../../../helpers/samples.ts";

const anna: Caller = {
  type: "IAMUser",
  accountId: "123456789012",
  arn: "arn:aws:iam::123456789012:user/anna",
  principalId: "AIDAEXAMPLE",
  userName: "anna",
  accessKeyId: "AKIAEXAMPLE",
};

function callOf(
  service: Service,
  operation: string,
  input: Record<string, unknown>,
  more: Partial<Call> = {},
): Call {
  return {
    requestId: "7c6cea2f-13c4-4048-8781-4589b8a2ee46",
    service,
    operation,
    region: "eu-west-1",
    caller: anna,
    input,
    time: new Date("2024-08-01T13:33:28.719Z"),
    request: {
      method: "POST",
      rawPath: "/",
      query: new URLSearchParams(),
      headers: { host: "127.0.0.1:4566", "user-agent": "aws-cli/2" },
      body: emptyBody,
      sourceIp: "127.0.0.1",
    },
    ...more,
  };
}

function build(call: Call, outcome: Outcome = { reply: {} }, own = {}): CloudTrailRecord {
  return buildRecord(call, outcome, own, { eventID: "6f7a2f8e-8a40-4e06-a4ff-62ad1a4f4bd3" });
}

describe("buildRecord", () => {
  it("writes a whole record, members in the usual order", () => {
    const record = build(callOf(cloudtrail, "StartLogging", { Name: "MyTrail" }), { reply: { output: {} } });
    expect(JSON.stringify(record)).toBe(
      JSON.stringify({
        eventVersion: "1.11",
        userIdentity: {
          type: "IAMUser",
          principalId: "AIDAEXAMPLE",
          arn: "arn:aws:iam::123456789012:user/anna",
          accountId: "123456789012",
          accessKeyId: "AKIAEXAMPLE",
          userName: "anna",
        },
        eventTime: "2024-08-01T13:33:28Z",
        eventSource: "cloudtrail.amazonaws.com",
        eventName: "StartLogging",
        awsRegion: "eu-west-1",
        sourceIPAddress: "127.0.0.1",
        userAgent: "aws-cli/2",
        requestParameters: { name: "MyTrail" },
        responseElements: null,
        requestID: "7c6cea2f-13c4-4048-8781-4589b8a2ee46",
        eventID: "6f7a2f8e-8a40-4e06-a4ff-62ad1a4f4bd3",
        readOnly: false,
        eventType: "AwsApiCall",
        managementEvent: true,
        recipientAccountId: "123456789012",
        eventCategory: "Management",
        tlsDetails: {
          tlsVersion: "TLSv1.3",
          cipherSuite: "TLS_AES_128_GCM_SHA256",
          clientProvidedHostHeader: "127.0.0.1:4566",
        },
      }),
    );
  });

  it("records global services in us-east-1", () => {
    expect(build(callOf(iam, "CreateUser", { UserName: "u" })).awsRegion).toBe("us-east-1");
  });

  it("writes who called: root, a role's session, an AWS service", () => {
    const root: Caller = {
      type: "Root",
      accountId: "1",
      arn: "arn:aws:iam::1:root",
      principalId: "1",
      accessKeyId: "A",
    };
    expect(build(callOf(cloudtrail, "ListTrails", {}, { caller: root })).userIdentity).toEqual({
      type: "Root",
      principalId: "1",
      arn: "arn:aws:iam::1:root",
      accountId: "1",
      accessKeyId: "A",
    });
    const sessionContext = {
      sessionIssuer: {
        type: "Role",
        principalId: "AROA",
        arn: "arn:aws:iam::1:role/r",
        accountId: "1",
        userName: "r",
      },
      attributes: { creationDate: "2024-08-01T11:30:22Z", mfaAuthenticated: "false" },
    };
    const session: Caller = {
      type: "AssumedRole",
      accountId: "1",
      arn: "arn:aws:sts::1:assumed-role/r/s",
      principalId: "AROA:s",
      userName: "r",
      sessionContext,
    };
    const identity = build(callOf(cloudtrail, "ListTrails", {}, { caller: session })).userIdentity;
    expect(identity).not.toHaveProperty("userName");
    expect(identity).toMatchObject({ type: "AssumedRole", sessionContext });
    const service: Caller = { ...anna, type: "AWSService", service: "cloudtrail.amazonaws.com" };
    const record = build(callOf(cloudtrail, "ListTrails", {}, { caller: service }));
    expect(record.userIdentity).toEqual({ type: "AWSService", invokedBy: "cloudtrail.amazonaws.com" });
    expect([record.sourceIPAddress, record.userAgent]).toEqual(Array(2).fill("cloudtrail.amazonaws.com"));
    expect(record).not.toHaveProperty("tlsDetails");
  });

  it("leaves a denied call's parameters out, except for EC2", () => {
    const denied = {
      error: new AwsError("AccessDenied", "User: x is not authorized to perform: iam:DeleteUser", {
        status: 403,
      }),
    };
    const record = build(callOf(iam, "DeleteUser", { UserName: "u" }), denied);
    expect(record).toMatchObject({
      errorCode: "AccessDenied",
      requestParameters: null,
      responseElements: null,
    });
    const refused = { error: new AwsError("UnauthorizedOperation", "You are not…", { status: 403 }) };
    const own = { requestParameters: { groupName: "g" } };
    expect(build(callOf(ec2, "CreateSecurityGroup", {}), refused, own)).toMatchObject({
      errorCode: "Client.UnauthorizedOperation",
      ...own,
    });
  });

  it("writes a failure's parameters, and IAM's codes by their shapes' names", () => {
    const missing = { error: new AwsError("NoSuchEntity", "The user cannot be found.", { status: 404 }) };
    expect(build(callOf(iam, "GetUser", { UserName: "u" }), missing)).toMatchObject({
      errorCode: "NoSuchEntityException",
      errorMessage: "The user cannot be found.",
      requestParameters: { userName: "u" },
    });
  });

  it("never writes secrets", () => {
    const output = {
      AccessKey: {
        UserName: "u",
        AccessKeyId: "AKIA",
        Status: "Active",
        SecretAccessKey: "S3CR3T",
        CreateDate: new Date(0),
      },
    };
    const created = build(callOf(iam, "CreateAccessKey", { UserName: "u" }), { reply: { output } });
    expect(created.responseElements).toEqual({
      accessKey: {
        userName: "u",
        accessKeyId: "AKIA",
        status: "Active",
        createDate: "Jan 1, 1970, 12:00:00\u202fAM",
      },
    });
    const profile = build(callOf(iam, "CreateLoginProfile", { UserName: "u", Password: "S3CR3T" }));
    expect(JSON.stringify([created, profile])).not.toContain("S3CR3T");
  });

  it("cuts long texts at 1 KB without breaking a character, and leaves out objects that are too large", () => {
    const headers = { "user-agent": `${"x".repeat(1020)}é${"x".repeat(10)}` };
    const call = callOf(cloudtrail, "StartLogging", { Name: "x".repeat(101 * 1024) });
    const record = build({ ...call, request: { ...call.request, headers } });
    expect(record.userAgent).toBe(`${"x".repeat(1020)}...`);
    expect(record.requestParameters).toBeNull();
    const own = {
      responseElements: { text: "x".repeat(101 * 1024) },
      additionalEventData: { text: "x".repeat(29 * 1024) },
    };
    const large = build(callOf(cloudtrail, "StartLogging", { Name: "MyTrail" }), { reply: {} }, own);
    expect(large.responseElements).toBeNull();
    expect(large).not.toHaveProperty("additionalEventData");
  });

  it("lets the operation's own parts win", () => {
    const own = { eventName: "Other", requestParameters: { a: 1 }, resources: [{ ARN: "arn" }] };
    expect(build(callOf(cloudtrail, "StartLogging", { Name: "MyTrail" }), { reply: {} }, own)).toMatchObject(
      own,
    );
  });
});

describe("EC2 calls", () => {
  it("have codes with the side that erred in front; a dry run shows in its code only", () => {
    const error = new AwsError("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", {
      status: 412,
    });
    const input = { DryRun: "true", ImageId: "ami-1", MinCount: "1", MaxCount: "1" };
    const call = callOf(ec2, "RunInstances", input);
    const own = { requestParameters: { instancesSet: {} } };
    expect(build(call, { error }, own)).toMatchObject({ errorCode: "Client.DryRunOperation", ...own });
    const failed = { error: new AwsError("InternalError", "…", { status: 500 }) };
    expect(build(call, failed).errorCode).toBe("Server.InternalError");
  });
});

const samples = sampleRecords();

describe.skipIf(samples.length === 0)("real records", () => {
  /** Calls of services whose parameters mirror the API, rebuilt from real records. */
  const services = [cloudtrail, iam, sts];
  const compared = samples.filter(
    (sample) =>
      services.some(
        (service) =>
          service.eventSource === sample.eventSource &&
          Object.hasOwn(service.operations, sample.eventName ?? ""),
      ) &&
      sample.userIdentity?.type === "IAMUser" &&
      !sample.userIdentity.invokedBy &&
      !sample.userIdentity.sessionContext &&
      sample.sourceIPAddress !== "AWS Internal",
  );

  it("are many enough to mean something", () => expect(compared.length).toBeGreaterThan(50));

  it.each([...new Set(compared.map((sample) => `${sample.eventName} ${sample.errorCode ?? ""}`))])(
    "%s is written as AWS wrote it",
    (kind) => {
      for (const sample of compared.filter((one) => `${one.eventName} ${one.errorCode ?? ""}` === kind)) {
        const { eventVersion: _, apiVersion: __, tlsDetails: ___, ...wanted } = sample;
        const { eventVersion: ____, tlsDetails: _____, ...written } = rebuilt(sample);
        // Some old records leave an empty responseElements out.
        expect(written).toEqual(redated({ responseElements: null, ...wanted }));
        const usual = Object.keys(sample).filter((name) => name in written);
        if (usual[0] === "eventVersion") expect(Object.keys(written)).toEqual(usual);
      }
    },
  );

  /** Dates as they are written today. */
  const redated = (record: object): unknown =>
    JSON.parse(
      JSON.stringify(record).replace(
        /("[A-Z][a-z]{2} \d+, \d{4}),? (\d+:\d\d:\d\d) ([AP]M")/g,
        "$1, $2\u202f$3",
      ),
    );

  function rebuilt(sample: CloudTrailRecord): CloudTrailRecord {
    const service = services.find(({ eventSource }) => eventSource === sample.eventSource)!;
    const identity = sample.userIdentity as Required<NonNullable<CloudTrailRecord["userIdentity"]>>;
    const call = callOf(
      service,
      sample.eventName!,
      (upper(sample.requestParameters) ?? {}) as Record<string, unknown>,
      {
        requestId: sample.requestID!,
        region: sample.awsRegion!,
        service: { ...service, global: false },
        time: new Date(sample.eventTime),
        caller: {
          type: "IAMUser",
          accountId: sample.recipientAccountId!,
          arn: identity.arn,
          principalId: identity.principalId,
          userName: identity.userName,
          accessKeyId: identity.accessKeyId,
        },
      },
    );
    const { sourceIPAddress: sourceIp, userAgent } = sample;
    const request = {
      ...call.request,
      sourceIp: sourceIp!,
      headers: { host: "h", "user-agent": userAgent! },
    };
    const outcome: Outcome = sample.errorCode
      ? { error: new AwsError(sample.errorCode, sample.errorMessage!) }
      : { reply: { output: upper(sample.responseElements) as Record<string, unknown> } };
    return buildRecord({ ...call, request }, outcome, {}, { eventID: sample.eventID });
  }

  /** The record's names and dates back to the API's. */
  function upper(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(upper);
    if (typeof value === "string" && /^[A-Z][a-z]{2} \d{1,2}, \d{4},? .* [AP]M$/.test(value))
      return new Date(`${value} UTC`);
    if (typeof value !== "object" || value === null) return value ?? undefined;
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [
        name.slice(0, 1).toUpperCase() + name.slice(1),
        upper(member),
      ]),
    );
  }
});
