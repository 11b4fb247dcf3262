import { describe, expect, it } from "vitest";
import { explainBucketPolicy, missingStatement } from "../../../infra/iam-policy/explain-bucket-policy.ts";
import { explanationText } from "../../../infra/iam-policy/explain-service-policy.ts";

const accountId = "123456789012";
const trailArn = `arn:aws:cloudtrail:us-east-1:${accountId}:trail/MyTrail`;
const needs = { trailArn, accountId, bucketName: "cloudtrail-logs-ramani" };
const bucket = "arn:aws:s3:::cloudtrail-logs-ramani";
const service = { Service: "cloudtrail.amazonaws.com" };

const acl = { Sid: "Acl", Effect: "Allow", Principal: service, Action: "s3:GetBucketAcl", Resource: bucket };
const write = {
  Sid: "Write",
  Effect: "Allow",
  Principal: service,
  Action: "s3:PutObject",
  Resource: `${bucket}/AWSLogs/${accountId}/*`,
  Condition: { StringEquals: { "s3:x-amz-acl": "bucket-owner-full-control", "aws:SourceArn": trailArn } },
};
const lab = {
  Sid: "AWSCloudTrailWrite",
  Effect: "Allow",
  Principal: service,
  Action: "s3:PutObject",
  Resource: `${bucket}/AWSLogs/*`,
  Condition: { StringEquals: { "s3:x-amz-acl": "bucket-owner-full-control" } },
};

function explain(...Statement: unknown[]) {
  return explainBucketPolicy(JSON.stringify({ Version: "2012-10-17", Statement }), needs);
}

describe("explainBucketPolicy", () => {
  it("finds nothing wrong with AWS's own policy, nor with one without conditions", () => {
    expect(explain(acl, write)).toEqual([]);
    expect(explain(acl, { ...write, Condition: {} })).toEqual([]);
  });

  it("finds that the lab's one-statement policy lacks s3:GetBucketAcl, and how to mend it", () => {
    const findings = explain(lab);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      action: "s3:GetBucketAcl",
      resource: bucket,
      problem: "not allowed",
    });
    const text = explanationText(findings);
    expect(text).toContain("allows cloudtrail.amazonaws.com the action s3:GetBucketAcl");
    expect(text).toContain("Add a statement");
    expect(explain(lab, missingStatement(findings[0]!, needs))).toEqual([]);
  });

  it("names the condition that does not hold, what it wants and what CloudTrail sends", () => {
    const other = "arn:aws:cloudtrail:us-east-1:123456789012:trail/Other";
    const [finding] = explain(acl, { ...write, Condition: { StringEquals: { "aws:SourceArn": other } } });
    expect(finding).toMatchObject({
      action: "s3:PutObject",
      problem: "wrong condition",
      statement: '"Write"',
    });
    expect(finding!.why).toContain(`wants ${other}`);
    expect(finding!.why).toContain(`sends ${trailArn}`);
    expect(finding!.advice).toContain(trailArn);
  });

  it("says when CloudTrail does not send what a condition asks for", () => {
    const [finding] = explain(acl, {
      ...write,
      Condition: { StringEquals: { "aws:PrincipalOrgID": "o-abc" } },
    });
    expect(finding!.why).toContain("sends no such key");
  });

  it("names the resource that does not cover the log files", () => {
    const [finding] = explain(acl, { ...write, Resource: `${bucket}/AWSLogs/999999999999/*` });
    expect(finding).toMatchObject({
      problem: "wrong resource",
      resource: `${bucket}/AWSLogs/${accountId}/*`,
    });
    const prefixed = explainBucketPolicy(JSON.stringify({ Statement: [acl, write] }), {
      ...needs,
      keyPrefix: "logs",
    });
    expect(prefixed[0]).toMatchObject({ resource: `${bucket}/logs/AWSLogs/${accountId}/*` });
  });

  it("lets a Deny win, and names it", () => {
    const deny = {
      Sid: "NoServices",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:Put*",
      Resource: `${bucket}/*`,
    };
    expect(explain(acl, write, deny)).toMatchObject([{ problem: "denied", statement: '"NoServices"' }]);
  });

  it("holds a Deny of insecure transport for met", () => {
    const deny = {
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [bucket, `${bucket}/*`],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    };
    expect(explain(acl, write, deny)).toEqual([]);
  });

  it("tells no policy, no JSON and no statements apart", () => {
    expect(explainBucketPolicy(undefined, needs).map(({ problem }) => problem)).toEqual([
      "no policy",
      "no policy",
    ]);
    expect(explainBucketPolicy("{", needs).map(({ problem }) => problem)).toEqual(["not JSON", "not JSON"]);
    expect(explain().map(({ problem }) => problem)).toEqual(["not allowed", "not allowed"]);
  });

  it("stays one line of ASCII whatever the policy holds", () => {
    const text = explanationText(explain({ ...lab, Sid: "é\r\nX-Injected: 1" }, { ...acl, Resource: "Ж\n" }));
    expect(text).toMatch(/^[\x20-\x7e]+$/);
  });
});
