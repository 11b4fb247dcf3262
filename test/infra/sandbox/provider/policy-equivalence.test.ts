import { describe, expect, test } from "vitest";
import { samePolicy } from "../../../../infra/sandbox/provider/policy-equivalence.ts";

const statement = {
  Sid: "Write",
  Effect: "Allow",
  Principal: { AWS: ["111122223333", "arn:aws:iam::444455556666:root"], Service: "cloudtrail.amazonaws.com" },
  Action: ["s3:PutObject", "s3:GetBucketAcl"],
  Resource: ["arn:aws:s3:::a", "arn:aws:s3:::a/*"],
  Condition: { StringEquals: { "aws:SourceArn": "x" }, Bool: { "aws:SecureTransport": "false" } },
};
const document = (...Statement: unknown[]) => JSON.stringify({ Version: "2012-10-17", Statement });

describe("the same", () => {
  test.each<[string, object]>([
    [
      "accounts and their root ARNs",
      { Principal: { ...statement.Principal, AWS: ["arn:aws:iam::111122223333:root", "444455556666"] } },
    ],
    ["another order of actions, in another case", { Action: ["s3:getbucketacl", "s3:PutObject"] }],
    ["another order of resources", { Resource: [...statement.Resource].reverse() }],
    [
      "a list of one service",
      { Principal: { ...statement.Principal, Service: ["cloudtrail.amazonaws.com"] } },
    ],
    [
      "a boolean for its text, keys in another case",
      { Condition: { bool: { "AWS:SecureTransport": false }, StringEquals: { "aws:SourceArn": ["x"] } } },
    ],
  ])("%s", (_name, change) => {
    expect(samePolicy(document(statement), document({ ...statement, ...change }))).toBe(true);
  });

  test("statements in another order, a single one without its list", () => {
    const other = { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*" };
    expect(samePolicy(document(statement, other), document(other, statement))).toBe(true);
    const single = JSON.stringify({ Statement: other, Version: "2012-10-17" });
    expect(samePolicy(document(other), single)).toBe(true);
  });
});

describe("not the same", () => {
  test.each<[string, object]>([
    ["effect", { Effect: "Deny" }],
    ["sid", { Sid: "Read" }],
    ["action", { Action: "s3:PutObject" }],
    ["resource in another case", { Resource: ["arn:aws:s3:::A", "arn:aws:s3:::a/*"] }],
    ["principal", { Principal: "*" }],
    ["no condition", { Condition: {} }],
    ["condition value", { Condition: { ...statement.Condition, StringEquals: { "aws:SourceArn": "y" } } }],
  ])("%s", (_name, change) => {
    expect(samePolicy(document(statement), document({ ...statement, ...change }))).toBe(false);
  });

  test("one statement more, another version, no JSON", () => {
    expect(samePolicy(document(statement), document(statement, { ...statement, Sid: "More" }))).toBe(false);
    expect(samePolicy(document(statement), document(statement).replace("2012", "2008"))).toBe(false);
    expect(samePolicy("{", "{ ")).toBe(false);
  });
});
