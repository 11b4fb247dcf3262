import {
  type ContextEntry,
  CreateGroupCommand,
  AddUserToGroupCommand,
  CreateUserCommand,
  PutGroupPolicyCommand,
  PutUserPolicyCommand,
  SimulateCustomPolicyCommand,
  SimulatePrincipalPolicyCommand,
  PutUserPermissionsBoundaryCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSandboxClients, refusal, type SandboxClients } from "../../../../helpers/sandbox-clients.ts";

let box: SandboxClients;
beforeAll(async () => {
  box = await openSandboxClients();
});
afterAll(() => box.close());

const policy = (...Statement: readonly object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const allow = (Action: string | readonly string[], more: object = {}) => ({
  Effect: "Allow",
  Action,
  Resource: "*",
  ...more,
});

async function custom(
  documents: readonly string[],
  actions: readonly string[],
  more: { boundary?: string; resource?: string; context?: ContextEntry[] } = {},
) {
  const { EvaluationResults = [] } = await box.iam.send(
    new SimulateCustomPolicyCommand({
      PolicyInputList: [...documents],
      ActionNames: [...actions],
      ...(more.boundary ? { PermissionsBoundaryPolicyInputList: [more.boundary] } : {}),
      ...(more.resource ? { ResourceArns: [more.resource] } : {}),
      ...(more.context ? { ContextEntries: more.context } : {}),
    }),
  );
  return EvaluationResults;
}

describe("SimulateCustomPolicy", () => {
  test("judges no more than it can while others wait", async () => {
    const many = (name: string, count: number) => Array.from({ length: count }, (_, at) => `${name}${at}`);
    const command = new SimulateCustomPolicyCommand({
      PolicyInputList: [policy(allow("s3:*"))],
      ActionNames: many("s3:A", 101),
      ResourceArns: many("arn:aws:s3:::b", 100),
    });
    expect(await refusal(box.iam.send(command))).toMatchObject({ name: "InvalidInputException" });
  });

  test("a Deny wins, what is not allowed is denied", async () => {
    const results = await custom(
      [policy(allow("s3:*"), { Effect: "Deny", Action: "s3:DeleteBucket", Resource: "*" })],
      ["s3:GetObject", "s3:DeleteBucket", "ec2:RunInstances"],
    );
    expect(results.map(({ EvalDecision }) => EvalDecision)).toEqual([
      "allowed",
      "explicitDeny",
      "implicitDeny",
    ]);
    expect(results[0]!.MatchedStatements).toEqual([
      { SourcePolicyId: "PolicyInputList.1", SourcePolicyType: "none" },
    ]);
  });

  test("a boundary narrows", async () => {
    const [read, write] = await custom([policy(allow("s3:*"))], ["s3:GetObject", "s3:PutObject"], {
      boundary: policy(allow("s3:Get*")),
    });
    expect(read).toMatchObject({
      EvalDecision: "allowed",
      PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: true },
    });
    expect(write).toMatchObject({
      EvalDecision: "implicitDeny",
      PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false },
    });
  });

  test("condition keys that were not given are named", async () => {
    const documents = [
      policy(allow("s3:*", { Condition: { StringEquals: { "aws:RequestedRegion": "eu-west-1" } } })),
    ];
    const [without] = await custom(documents, ["s3:GetObject"]);
    expect(without).toMatchObject({
      EvalDecision: "implicitDeny",
      MissingContextValues: ["aws:RequestedRegion"],
    });
    const context: ContextEntry[] = [
      {
        ContextKeyName: "aws:requestedregion",
        ContextKeyType: "string",
        ContextKeyValues: ["eu-west-1"],
      },
    ];
    const [given] = await custom(documents, ["s3:GetObject"], { context });
    expect(given).toMatchObject({ EvalDecision: "allowed", MissingContextValues: [] });
  });
});

describe("SimulatePrincipalPolicy", () => {
  test("a user's own, its groups' and its boundary's policies", async () => {
    const { User } = await box.iam.send(new CreateUserCommand({ UserName: "alice", Path: "/audit/" }));
    await box.iam.send(new CreateGroupCommand({ GroupName: "auditors" }));
    await box.iam.send(new AddUserToGroupCommand({ UserName: "alice", GroupName: "auditors" }));
    await box.iam.send(
      new PutUserPolicyCommand({
        UserName: "alice",
        PolicyName: "own",
        PolicyDocument: policy(allow("cloudtrail:*")),
      }),
    );
    await box.iam.send(
      new PutGroupPolicyCommand({
        GroupName: "auditors",
        PolicyName: "all",
        PolicyDocument: policy(allow("iam:*"), { Effect: "Deny", Action: "iam:CreateUser", Resource: "*" }),
      }),
    );
    await box.iam.send(
      new PutUserPermissionsBoundaryCommand({
        UserName: "alice",
        PermissionsBoundary: "arn:aws:iam::aws:policy/ReadOnlyAccess",
      }),
    );
    const { EvaluationResults = [] } = await box.iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: User!.Arn,
        ActionNames: ["cloudtrail:LookupEvents", "cloudtrail:CreateTrail", "iam:CreateUser"],
      }),
    );
    expect(EvaluationResults.map(({ EvalDecision }) => EvalDecision)).toEqual([
      "allowed",
      "implicitDeny",
      "explicitDeny",
    ]);
    expect(EvaluationResults[2]!.MatchedStatements).toEqual([
      { SourcePolicyId: "group_auditors_all", SourcePolicyType: "group" },
    ]);
  });

  test("another account's principal is none of ours", async () => {
    const { name } = await refusal(
      box.iam.send(
        new SimulatePrincipalPolicyCommand({
          PolicySourceArn: "arn:aws:iam::999999999999:user/alice",
          ActionNames: ["s3:GetObject"],
        }),
      ),
    );
    expect(name).toBe("InvalidInputException");
  });
});
