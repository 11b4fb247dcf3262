import { describe, expect, it } from "vitest";
import { explainKeyPolicy } from "../../../infra/iam-policy/explain-key-policy.ts";
import { explanationText } from "../../../infra/iam-policy/explain-service-policy.ts";

const accountId = "123456789012";
const trailArn = `arn:aws:cloudtrail:us-east-1:${accountId}:trail/MyTrail`;
const keyArn = `arn:aws:kms:us-east-1:${accountId}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const Principal = { Service: "cloudtrail.amazonaws.com" };

const account = {
  Sid: "Enable IAM user permissions",
  Effect: "Allow",
  Principal: { AWS: `arn:aws:iam::${accountId}:root` },
  Action: "kms:*",
  Resource: "*",
};
const encrypt = {
  Sid: "Allow CloudTrail to encrypt logs",
  Effect: "Allow",
  Principal,
  Action: "kms:GenerateDataKey*",
  Resource: "*",
  Condition: {
    StringEquals: { "aws:SourceArn": trailArn },
    StringLike: { "kms:EncryptionContext:aws:cloudtrail:arn": `arn:aws:cloudtrail:*:${accountId}:trail/*` },
  },
};
const describeKey = {
  Sid: "Allow CloudTrail to describe key",
  Effect: "Allow",
  Principal,
  Action: "kms:DescribeKey",
  Resource: "*",
};

const explain = (...Statement: unknown[]) =>
  explainKeyPolicy(JSON.stringify({ Version: "2012-10-17", Statement }), { trailArn, accountId, keyArn });

describe("explainKeyPolicy", () => {
  it("finds nothing wrong with the policy of AWS's user guide", () => {
    expect(explain(account, encrypt, describeKey)).toEqual([]);
  });

  it("finds both actions missing in the policy a key has when it is new", () => {
    const findings = explain(account);
    expect(findings.map(({ action, problem }) => [action, problem])).toEqual([
      ["kms:GenerateDataKey*", "not allowed"],
      ["kms:DescribeKey", "not allowed"],
    ]);
    const text = explanationText(findings);
    expect(text).toContain("the action kms:GenerateDataKey* on *");
    expect(text).not.toContain("GenerateDataKey**");
  });

  it("names the condition that does not hold", () => {
    const other = `arn:aws:cloudtrail:*:999999999999:trail/*`;
    const Condition = { StringLike: { "kms:EncryptionContext:aws:cloudtrail:arn": other } };
    const [finding] = explain(account, { ...encrypt, Condition }, describeKey);
    expect(finding).toMatchObject({ problem: "wrong condition", statement: `"${encrypt.Sid}"` });
    expect(finding!.why).toContain(`wants ${other} and CloudTrail sends ${trailArn}`);
    const service = explain(account, { ...encrypt, Condition: { Null: { "kms:GrantOperations": "false" } } });
    expect(service[0]!.problem).toBe("wrong condition");
  });

  it("names the statement that denies, and a policy that cannot be read", () => {
    const deny = {
      Sid: "Nobody",
      Effect: "Deny",
      Principal: "*",
      Action: "kms:GenerateDataKey*",
      Resource: "*",
    };
    expect(explain(account, encrypt, describeKey, deny)).toEqual([
      expect.objectContaining({ action: "kms:GenerateDataKey*", problem: "denied", statement: '"Nobody"' }),
    ]);
    const [unreadable] = explainKeyPolicy("{", { trailArn, accountId, keyArn });
    expect(unreadable!.problem).toBe("not JSON");
  });
});
