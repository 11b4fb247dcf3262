import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluatePolicy, type PolicyRequest } from "../../../infra/iam-policy/evaluate-policy.ts";
import type { PolicyDocument, PolicyStatement } from "../../../infra/iam-policy/policy-document.ts";

const policy = (...Statement: PolicyStatement[]): PolicyDocument => ({ Version: "2012-10-17", Statement });
const trail = "arn:aws:cloudtrail:us-east-1:111122223333:trail/MyTrail";

/** CloudTrail writing a log file, as the bucket policy of the lab sees it. */
const delivery: PolicyRequest = {
  principal: { arns: [], service: "cloudtrail.amazonaws.com" },
  action: "s3:PutObject",
  resource: "arn:aws:s3:::logs/AWSLogs/111122223333/CloudTrail/us-east-1/file.json.gz",
  context: { "aws:SourceArn": trail, "s3:x-amz-acl": "bucket-owner-full-control" },
};

const write: PolicyStatement = {
  Sid: "Write",
  Effect: "Allow",
  Principal: { Service: "cloudtrail.amazonaws.com" },
  Action: "s3:PutObject",
  Resource: "arn:aws:s3:::logs/AWSLogs/111122223333/*",
  Condition: { StringEquals: { "aws:SourceArn": trail, "s3:x-amz-acl": "bucket-owner-full-control" } },
};

describe("evaluatePolicy", () => {
  it("allows what a statement names", () => {
    expect(evaluatePolicy(policy(write), delivery)).toMatchObject({
      effect: "Allow",
      statement: { index: 0, sid: "Write" },
    });
  });

  it("tells which condition did not match, what was expected and what came", () => {
    const other = { ...delivery, context: { ...delivery.context, "aws:SourceArn": `${trail}2` } };
    expect(evaluatePolicy(policy(write), other)).toEqual({
      effect: "None",
      mismatches: [
        {
          statement: 0,
          sid: "Write",
          effect: "Allow",
          element: "Condition",
          operator: "StringEquals",
          key: "aws:SourceArn",
          expected: [trail],
          given: [`${trail}2`],
        },
      ],
    });
  });

  it.each([
    ["Action", { action: "s3:GetBucketAcl" }],
    ["Resource", { resource: "arn:aws:s3:::logs/elsewhere" }],
    ["Principal", { principal: { arns: [], service: "config.amazonaws.com" } }],
  ])("names the %s as what did not match", (element, change) => {
    const decision = evaluatePolicy(policy(write), { ...delivery, ...change });
    expect(decision.effect).toBe("None");
    expect(decision.mismatches[0]?.element).toBe(element);
  });

  it("compares actions without regard to case, NotAction and NotResource turned around", () => {
    const identity = { action: "IAM:createuser", resource: "arn:aws:iam::1:user/x", context: {} };
    expect(
      evaluatePolicy(policy({ Effect: "Allow", Action: "iam:Create*", Resource: "*" }), identity).effect,
    ).toBe("Allow");
    expect(
      evaluatePolicy(policy({ Effect: "Allow", NotAction: "iam:*", Resource: "*" }), identity).effect,
    ).toBe("None");
    expect(
      evaluatePolicy(policy({ Effect: "Allow", Action: "*", NotResource: "arn:aws:iam::1:user/y" }), identity)
        .effect,
    ).toBe("Allow");
  });

  it("tells a grant to the account from one to the principal", () => {
    const principal = { arns: ["arn:aws:iam::111122223333:user/alice"], accountId: "111122223333" };
    const grant = (AWS: string) =>
      evaluatePolicy(policy({ Effect: "Allow", Principal: { AWS }, Action: "*", Resource: "*" }), {
        ...delivery,
        principal,
      }).grantedTo;
    expect(grant("111122223333")).toBe("account");
    expect(grant("arn:aws:iam::111122223333:root")).toBe("account");
    expect(grant("arn:aws:iam::111122223333:user/alice")).toBe("principal");
    expect(grant("*")).toBe("principal");
    expect(grant("arn:aws:iam::111122223333:user/bob")).toBeUndefined();
  });

  it("excepts from NotPrincipal only who is named with the account", () => {
    const alice = "arn:aws:iam::111122223333:user/alice";
    const deny = (AWS: string[]) =>
      evaluatePolicy(policy({ Effect: "Deny", NotPrincipal: { AWS }, Action: "*", Resource: "*" }), {
        ...delivery,
        principal: { arns: [alice], accountId: "111122223333" },
      }).effect;
    expect(deny([alice, "arn:aws:iam::111122223333:root"])).toBe("None");
    expect(deny([alice])).toBe("Deny");
  });

  it("denies when any statement denies, wherever it stands", () => {
    const allow: PolicyStatement = { Effect: "Allow", Action: "*", Resource: "*" };
    const deny: PolicyStatement = { Sid: "No", Effect: "Deny", Action: "s3:*", Resource: "*" };
    fc.assert(
      fc.property(fc.nat(10), fc.nat(10), (before, after) => {
        const statements = [...Array(before).fill(allow), deny, ...Array(after).fill(allow)];
        const decision = evaluatePolicy(policy(...statements), { ...delivery, principal: undefined! });
        expect(decision).toMatchObject({ effect: "Deny", statement: { index: before, sid: "No" } });
      }),
    );
  });
});

it("takes no condition key, and no variable, from what JavaScript objects have anyway", () => {
  const request = { action: "iam:GetUser", resource: "*", context: { "aws:username": "alice" } };
  for (const key of ["constructor", "__proto__", "toString"]) {
    const statement = { Effect: "Allow", Action: "*", Resource: "*" } as const;
    const asks = { ...statement, Condition: { StringLike: { [key]: "*" } } };
    expect(evaluatePolicy({ Version: "2012-10-17", Statement: asks }, request).effect).toBe("None");
    const names = { ...statement, Resource: `arn:aws:iam::1:user/\${${key}}` };
    expect(evaluatePolicy({ Version: "2012-10-17", Statement: names }, request).effect).toBe("None");
  }
});
