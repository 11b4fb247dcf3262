import { describe, expect, test } from "vitest";
import { getPolicyDocument } from "../../../../../infra/sandbox/provider/invokes/get-policy-document.ts";
import type { Properties } from "../../../../../infra/sandbox/provider/property-value.ts";
import type { Context } from "../../../../../infra/sandbox/provider/resource-type.ts";

const made = async (args: Properties) => {
  const result = await getPolicyDocument(args, {} as Context);
  return JSON.parse(result["json"] as string);
};

test("a whole statement", async () => {
  const document = await made({
    statements: [
      {
        sid: "Write",
        actions: ["s3:PutObject"],
        resources: ["arn:aws:s3:::b/AWSLogs/&{aws:username}/*"],
        principals: [{ type: "Service", identifiers: ["cloudtrail.amazonaws.com"] }],
        conditions: [{ test: "StringEquals", variable: "aws:SourceArn", values: ["arn"] }],
      },
    ],
  });
  expect(document).toEqual({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "Write",
        Effect: "Allow",
        Action: "s3:PutObject",
        Resource: "arn:aws:s3:::b/AWSLogs/${aws:username}/*",
        Principal: { Service: "cloudtrail.amazonaws.com" },
        Condition: { StringEquals: { "aws:SourceArn": "arn" } },
      },
    ],
  });
});

test("several values are in reverse order, everybody is a star", async () => {
  const document = await made({
    statements: [
      { effect: "Deny", actions: ["a:1", "a:2"], principals: [{ type: "*", identifiers: ["*"] }] },
    ],
  });
  expect(document.Statement[0]).toEqual({ Effect: "Deny", Action: ["a:2", "a:1"], Principal: "*" });
});

test("the text is indented, the other one is not", async () => {
  const result = await getPolicyDocument({ statements: [{ actions: ["a:b"] }] }, {} as Context);
  expect(result["json"]).toContain('\n  "Statement": [\n');
  expect(result["minifiedJson"]).toBe(
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"a:b"}]}',
  );
});

describe("documents on top of each other", () => {
  const document = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
  const one = { Sid: "one", Effect: "Allow", Action: "a:1" };

  test("a statement takes the place of the one with its Sid; overrides come last", async () => {
    const merged = await made({
      sourcePolicyDocuments: [document(one, { Effect: "Allow", Action: "a:0" })],
      statements: [{ sid: "one", actions: ["a:2"] }],
      overridePolicyDocuments: [document({ ...one, Action: "a:3" })],
    });
    expect(merged.Statement).toEqual([
      { ...one, Action: "a:3" },
      { Effect: "Allow", Action: "a:0" },
    ]);
  });

  test("a Sid twice among the sources is refused", async () => {
    await expect(made({ sourcePolicyDocuments: [document(one), document(one)] })).rejects.toThrow(
      'more than one statement with the Sid "one"',
    );
  });
});
