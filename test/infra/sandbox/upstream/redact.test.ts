import { expect, test } from "vitest";
import { hidden, redact } from "../../../../infra/sandbox/upstream/redact.ts";

test.each([
  [
    "rds",
    { MasterUserPassword: "x", MasterUsername: "admin" },
    { masterUserPassword: hidden, masterUsername: "admin" },
  ],
  ["secretsmanager", { Name: "n", SecretString: "x", SecretBinary: "eA==" }, { name: "n" }],
  ["secretsmanager", { SecretId: "n", ClientRequestToken: "t" }, { secretId: "n", clientRequestToken: "t" }],
  ["ssm", { Name: "n", Value: "x" }, { name: "n", value: hidden }],
  ["ssm", { Tags: [{ Key: "k" }] }, { tags: [{ key: "k" }] }],
  [
    "ecs",
    { containerDefinitions: [{ environment: [{ value: "x" }] }] },
    { containerDefinitions: [{ environment: {} }] },
  ],
  [
    "lambda",
    { Code: { ZipFile: "x", S3Key: "k" }, Environment: { Variables: { A: "x" } } },
    { code: { s3Key: "k" }, environment: {} },
  ],
  ["dynamodb", { TableName: "t", Item: { a: { S: "x" } } }, { tableName: "t" }],
  [
    "cognito-idp",
    { AuthParameters: { PASSWORD: "x", USERNAME: "u" } },
    { authParameters: { pASSWORD: hidden, uSERNAME: "u" } },
  ],
  ["ec2", { userData: "x" }, { userData: hidden }],
  ["iot", { Bytes: Buffer.from("x"), at: new Date(0) }, { at: "1970-01-01T00:00:00Z" }],
])("%s %j", (service, value, shown) => {
  expect(redact(service, value)).toEqual(shown);
});

test("what is nested without end is left out, not followed", () => {
  const deep = JSON.parse(`${"[".repeat(5_000)}${"]".repeat(5_000)}`) as unknown;
  expect(JSON.stringify(redact("ecs", { deep, name: "n" })).length).toBeLessThan(500);
  expect(redact("ecs", { at: new Date(NaN), name: "n" })).toEqual({ name: "n" });
});
