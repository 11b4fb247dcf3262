import { describe, expect, it } from "vitest";
import { openToAnyTrail, requiresTls } from "../../../infra/checks/bucket-policy.ts";
import { bucketPolicy } from "../../../infra/program/bucket-policy.ts";
import { stackSettingsSchema } from "../../../infra/stacks/settings.ts";

const settings = stackSettingsSchema.parse({ stack: "lab", bucketName: "some-logs" });
const ours = JSON.stringify(bucketPolicy(settings, "111122223333"));
const policy = (statement: unknown) => JSON.stringify({ Version: "2012-10-17", Statement: statement });
const deny = {
  Effect: "Deny",
  Principal: { AWS: "*" },
  Action: ["s3:*"],
  Resource: ["arn:aws-cn:s3:::some-logs", "arn:aws-cn:s3:::some-logs/*"],
  Condition: { Bool: { "AWS:SecureTransport": false } },
};

describe("TLS is required", () => {
  it.each([
    ["by our own policy", ours],
    ["by a single statement, whatever the partition and the case of the key", policy(deny)],
    [
      "by two statements",
      policy([deny.Resource[0], deny.Resource[1]].map((Resource) => ({ ...deny, Resource }))),
    ],
    ["of everything", policy({ ...deny, Resource: "*", Action: "*" })],
    ["of all that begins alike", policy({ ...deny, Resource: "arn:aws:s3:::some-logs*" })],
  ])("%s", (_, text) => expect(requiresTls(text, "some-logs")).toBe(true));

  it.each([
    ["of another bucket", policy({ ...deny, Resource: ["arn:aws:s3:::other", "arn:aws:s3:::other/*"] })],
    ["of writing only", policy({ ...deny, Action: "s3:PutObject" })],
    ["of one account only", policy({ ...deny, Principal: { AWS: "111122223333" } })],
    [
      "under a further condition",
      policy({ ...deny, Condition: { ...deny.Condition, StringEquals: { "aws:PrincipalType": "User" } } }),
    ],
    ["the wrong way round", policy({ ...deny, Condition: { Bool: { "aws:SecureTransport": "true" } } })],
    ["by what is no policy", "{"],
  ])("not %s", (_, text) => expect(requiresTls(text, "some-logs")).toBe(false));
});

describe("CloudTrail comes for anybody", () => {
  const allow = {
    Sid: "In",
    Effect: "Allow",
    Principal: { Service: ["cloudtrail.amazonaws.com"] },
    Action: "s3:PutObject",
    Resource: "*",
  };
  it.each([
    ["without a condition", allow, ["In"]],
    ["with one that says nothing", { ...allow, Condition: { StringLike: { "aws:SourceArn": "*" } } }, ["In"]],
    [
      "with a negative one",
      { ...allow, Condition: { StringNotEquals: { "aws:SourceAccount": "1" } } },
      ["In"],
    ],
    [
      "with one that holds when the key is missing",
      { ...allow, Condition: { StringEqualsIfExists: { "aws:SourceArn": "a" } } },
      ["In"],
    ],
    ["in a statement without a name", { ...allow, Sid: undefined }, ["number 1"]],
  ])("%s", (_, statement, found) => expect(openToAnyTrail(policy(statement))).toEqual(found));

  it.each([
    ["our own policy", ours],
    [
      "an account",
      policy({ ...allow, Condition: { StringEquals: { "aws:sourceaccount": "111122223333" } } }),
    ],
    [
      "trails of an account",
      policy({ ...allow, Condition: { ArnLike: { "aws:SourceArn": "arn:aws:cloudtrail:*:1:trail/*" } } }),
    ],
    ["a denial", policy({ ...allow, Effect: "Deny" })],
    ["another service", policy({ ...allow, Principal: { Service: "config.amazonaws.com" } })],
  ])("not in %s", (_, text) => expect(openToAnyTrail(text)).toEqual([]));
});
