import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DescribeAccountAttributesCommand,
  DescribeAvailabilityZonesCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeKeyPairsCommand,
  DescribeRegionsCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetUserCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CloudTrailRecord } from "../../../../infra/cloudtrail/record.ts";
import { sampleRecords } from "../../../helpers/samples.ts";
import { openSandboxClients, type SandboxClients } from "../../../helpers/sandbox-clients.ts";

const real = sampleRecords();

let clients: SandboxClients;
beforeAll(async () => {
  clients = await openSandboxClients();
});
afterAll(() => clients.close());

/** Paths of an object's leaves, list positions left out: `instancesSet.items.instanceId`. */
function paths(value: unknown, at = ""): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => paths(item, at));
  if (typeof value !== "object" || value === null) return [at];
  const entries = Object.entries(value);
  if (entries.length === 0) return [at];
  return entries.flatMap(([name, member]) => paths(member, at === "" ? name : `${at}.${name}`));
}

const shape = (value: unknown) => [...new Set(paths(value))].sort();

/** Real successful records of an operation whose request has the same shape as ours. */
function alike(ours: CloudTrailRecord): CloudTrailRecord[] {
  const wanted = shape(ours.requestParameters).join();
  return real.filter(
    (record) =>
      record.eventName === ours.eventName &&
      record.errorCode === undefined &&
      shape(record.requestParameters).join() === wanted,
  );
}

/** A call, made as in the samples, and the parts of the real answer that the sandbox knows nothing of. */
const calls: readonly [string, () => Promise<unknown>][] = [
  ["DescribeVpcs", () => clients.ec2.send(new DescribeVpcsCommand({}))],
  ["DescribeSubnets", () => clients.ec2.send(new DescribeSubnetsCommand({}))],
  ["DescribeRegions", () => clients.ec2.send(new DescribeRegionsCommand({}))],
  [
    "DescribeInstances",
    () =>
      clients.ec2.send(
        new DescribeInstancesCommand({
          MaxResults: 1000,
          Filters: [{ Name: "instance-state-name", Values: ["running"] }],
        }),
      ),
  ],
  ["DescribeKeyPairs", () => clients.ec2.send(new DescribeKeyPairsCommand({}))],
  ["DescribeAccountAttributes", () => clients.ec2.send(new DescribeAccountAttributesCommand({}))],
  [
    "DescribeAvailabilityZones",
    () =>
      clients.ec2.send(
        new DescribeAvailabilityZonesCommand({ Filters: [{ Name: "state", Values: ["available"] }] }),
      ),
  ],
  [
    "DescribeImages",
    () =>
      clients.ec2.send(
        new DescribeImagesCommand({ Owners: ["amazon"], Filters: [{ Name: "name", Values: ["amzn2-*"] }] }),
      ),
  ],
  [
    "DescribeSecurityGroups",
    () =>
      clients.ec2.send(
        new DescribeSecurityGroupsCommand({ Filters: [{ Name: "group-name", Values: ["default"] }] }),
      ),
  ],
  [
    "AuthorizeSecurityGroupIngress",
    async () => {
      const { GroupId } = await clients.ec2.send(
        new CreateSecurityGroupCommand({ GroupName: "real", Description: "d" }),
      );
      await clients.ec2.send(
        new AuthorizeSecurityGroupIngressCommand({
          GroupId: GroupId!,
          IpProtocol: "tcp",
          FromPort: 22,
          ToPort: 22,
          CidrIp: "0.0.0.0/0",
        }),
      );
    },
  ],
  [
    "TerminateInstances",
    async () => {
      const { Images } = await clients.ec2.send(
        new DescribeImagesCommand({ Filters: [{ Name: "architecture", Values: ["x86_64"] }] }),
      );
      const { Instances } = await clients.ec2.send(
        new RunInstancesCommand({
          ImageId: Images![0]!.ImageId!,
          InstanceType: "t3.micro",
          MinCount: 1,
          MaxCount: 1,
        }),
      );
      await clients.ec2.send(new TerminateInstancesCommand({ InstanceIds: [Instances![0]!.InstanceId!] }));
    },
  ],
  ["GetUser", () => clients.iam.send(new GetUserCommand({}))],
  [
    "CreateUser",
    () => clients.iam.send(new CreateUserCommand({ UserName: "real", Tags: [{ Key: "k", Value: "v" }] })),
  ],
  ["CreateAccessKey", () => clients.iam.send(new CreateAccessKeyCommand({ UserName: "real" }))],
  [
    "AttachUserPolicy",
    () =>
      clients.iam.send(
        new AttachUserPolicyCommand({
          UserName: "real",
          PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess",
        }),
      ),
  ],
  [
    "CreateRole",
    () =>
      clients.iam.send(
        new CreateRoleCommand({
          RoleName: "real",
          Path: "/",
          MaxSessionDuration: 3600,
          Tags: [{ Key: "k", Value: "v" }],
          AssumeRolePolicyDocument: JSON.stringify({
            Version: "2012-10-17",
            Statement: [
              { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
            ],
          }),
        }),
      ),
  ],
];

describe.skipIf(real.length === 0)("records of the sandbox beside real ones (samples)", () => {
  it.each(calls)("%s has the request and answer of a real record", async (eventName, call) => {
    await call();
    const ours = await clients.lastRecord(eventName);
    const [example] = alike(ours);
    expect(example, `a real ${eventName} with ${shape(ours.requestParameters)}`).toBeDefined();
    expect(ours.readOnly).toBe(example!.readOnly);
    const known = shape(example!.responseElements);
    expect(shape(ours.responseElements).filter((path) => path !== "" && !known.includes(path))).toEqual([]);
  });
});
