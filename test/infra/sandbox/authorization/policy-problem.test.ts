import { describe, expect, it } from "vitest";
import { type PolicyKind, policyProblem } from "../../../../infra/sandbox/authorization/policy-problem.ts";

const allow = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::b/*" };
const everyone = { ...allow, Principal: "*" };
const problem = (kind: PolicyKind, statement: unknown, rest: object = { Version: "2012-10-17" }) =>
  policyProblem(JSON.stringify({ ...rest, Statement: statement }), kind);

describe("policyProblem", () => {
  it("finds nothing wrong with good documents", () => {
    expect(problem("identity", [allow])).toBeUndefined();
    expect(problem("identity", allow)).toBeUndefined();
    expect(
      problem("trust", {
        Effect: "Allow",
        Principal: { Service: "ec2.amazonaws.com" },
        Action: "sts:AssumeRole",
      }),
    ).toBeUndefined();
  });

  it.each<[string, PolicyKind, unknown, string]>([
    [
      "no vendor",
      "identity",
      { ...allow, Action: "GetObject" },
      "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
    ],
    ["no action", "identity", { Effect: "Allow", Resource: "*" }, "Policy statement must contain actions."],
    ["no resource", "identity", { Effect: "Allow", Action: "*" }, "Policy statement must contain resources."],
    ["no ARN", "identity", { ...allow, Resource: "bucket" }, 'Resource bucket must be in ARN format or "*".'],
    ["a principal", "identity", everyone, "Policy document should not specify a principal."],
    [
      "an unknown operator",
      "identity",
      { ...allow, Condition: { Like: { "aws:x": "y" } } },
      "Syntax errors in policy.",
    ],
    [
      "twice the Sid",
      "identity",
      [
        { ...allow, Sid: "a" },
        { ...allow, Sid: "a" },
      ],
      "Statement IDs (SID) in a single policy must be unique.",
    ],
    [
      "a resource",
      "trust",
      { Effect: "Allow", Principal: "*", Action: "sts:AssumeRole", Resource: "*" },
      "Has prohibited field Resource",
    ],
    [
      "another action",
      "trust",
      { Effect: "Allow", Principal: "*", Action: "s3:GetObject" },
      "AssumeRole policy may only specify STS AssumeRole actions.",
    ],
  ])("refuses %s in a policy of kind %s", (_, kind, statement, text) => {
    expect(problem(kind, statement)).toBe(text);
  });

  it("refuses what is no document", () => {
    expect(policyProblem("nonsense", "identity")).toBe("Syntax errors in policy.");
    expect(policyProblem('{"Version":', "identity")).toBe("Syntax errors in policy.");
    expect(policyProblem('{"Version":', "trust")).toBe("This policy contains invalid Json");
    expect(problem("identity", [allow], { Version: "2020-01-01" })).toBe(
      "The policy must contain a valid version string",
    );
    expect(problem("identity", [allow], {})).toBe("Policy document must be version 2012-10-17 or greater.");
  });

  it("survives statements of any shape", () => {
    for (const statement of [null, 1, "x", [null], [[]], [{ Effect: "Allow", Action: [1], Resource: {} }]])
      expect(problem("identity", statement)).toBeTypeOf("string");
  });
});
