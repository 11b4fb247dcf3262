import { describe, expect, test } from "vitest";
import { who } from "../../../infra/trail-log/who.ts";

const cases: [string, unknown, string][] = [
  ["root", { type: "Root", arn: "arn:aws:iam::111111111111:root", accountId: "111111111111" }, "root"],
  ["an IAM user", { type: "IAMUser", userName: "alice", arn: "arn:aws:iam::1:user/team/alice" }, "alice"],
  ["an IAM user without a name", { type: "IAMUser", arn: "arn:aws:iam::1:user/team/bob" }, "bob"],
  [
    "a role session",
    { type: "AssumedRole", arn: "arn:aws:sts::1:assumed-role/Admin/alice@x.org" },
    "Admin/alice@x.org",
  ],
  [
    "a role session without an ARN",
    {
      type: "AssumedRole",
      principalId: "AROAEXAMPLE:i-0abc",
      sessionContext: { sessionIssuer: { userName: "Web" } },
    },
    "Web/i-0abc",
  ],
  [
    "a role session of which little is known",
    { type: "AssumedRole", principalId: "AROAEXAMPLE" },
    "AROAEXAMPLE",
  ],
  ["a federated user", { type: "FederatedUser", arn: "arn:aws:sts::1:federated-user/carol" }, "carol"],
  [
    "an AWS service",
    { type: "AWSService", invokedBy: "cloudtrail.amazonaws.com" },
    "cloudtrail.amazonaws.com",
  ],
  [
    "another account",
    { type: "AWSAccount", accountId: "222222222222", principalId: "AIDA" },
    "account 222222222222",
  ],
  ["a SAML user", { type: "SAMLUser", userName: "dora", identityProvider: "idp" }, "dora"],
  [
    "a web identity",
    { type: "WebIdentityUser", userName: "sub", identityProvider: "accounts.example" },
    "sub",
  ],
  [
    "an Identity Center user",
    { type: "IdentityCenterUser", accountId: "1", onBehalfOf: { userId: "u-1" }, credentialId: "c" },
    "u-1",
  ],
  ["no type, as in service events", { accountId: "111111111111", invokedBy: "AWS Internal" }, "AWS Internal"],
  ["no type and only an account", { accountId: "111111111111" }, "account 111111111111"],
  ["a type and nothing else", { type: "Directory" }, "Directory"],
  ["no identity, as in Insight records", undefined, ""],
  ["null", null, ""],
  ["a text, as some exports have it", "alice", "alice"],
  ["fields of wrong types", { type: "IAMUser", userName: 7, arn: {}, principalId: [] }, "IAMUser"],
];

describe("who made the call", () => {
  test.each(cases)("%s", (_, identity, expected) => {
    expect(who(identity)).toBe(expected);
  });
});
