import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  type AuthorizeSecurityGroupIngressCommandInput,
  CreateKeyPairCommand,
  CreateSecurityGroupCommand,
  DeleteKeyPairCommand,
  DeleteSecurityGroupCommand,
  DescribeAccountAttributesCommand,
  DescribeAvailabilityZonesCommand,
  DescribeKeyPairsCommand,
  DescribeRegionsCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  RevokeSecurityGroupIngressCommand,
} from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSandboxClients, type SandboxClients } from "../../../../helpers/sandbox-clients.ts";

let clients: SandboxClients;
beforeAll(async () => {
  clients = await openSandboxClients();
});
afterAll(() => clients.close());

async function group(GroupName: string): Promise<string> {
  const { GroupId } = await clients.ec2.send(
    new CreateSecurityGroupCommand({ GroupName, Description: "lab" }),
  );
  return GroupId!;
}

describe("the default network", () => {
  it("is the same at each look, and another in another region", async () => {
    const first = await clients.ec2.send(new DescribeVpcsCommand({}));
    const again = await clients.ec2.send(new DescribeVpcsCommand({}));
    expect(again.Vpcs).toEqual(first.Vpcs);
    expect(first.Vpcs).toMatchObject([{ IsDefault: true, CidrBlock: "172.31.0.0/16", State: "available" }]);
    const VpcId = first.Vpcs![0]!.VpcId!;
    const { Subnets } = await clients.ec2.send(
      new DescribeSubnetsCommand({ Filters: [{ Name: "vpc-id", Values: [VpcId] }] }),
    );
    expect(Subnets?.map((subnet) => subnet.AvailabilityZone).sort()).toEqual(
      ["a", "b", "c", "d", "e", "f"].map((zone) => `us-east-1${zone}`),
    );
    const there = clients.as(clients.sandbox.credentials, "eu-west-1").ec2;
    const other = await there.send(new DescribeVpcsCommand({}));
    expect(other.Vpcs?.[0]?.VpcId).not.toBe(VpcId);
    await expect(
      clients.ec2.send(new DescribeSubnetsCommand({ SubnetIds: ["subnet-0123456789abcdef0"] })),
    ).rejects.toMatchObject({
      name: "InvalidSubnetID.NotFound",
      message: "The subnet ID 'subnet-0123456789abcdef0' does not exist",
    });
  });

  it("lies in regions and zones", async () => {
    const { Regions } = await clients.ec2.send(new DescribeRegionsCommand({ RegionNames: ["us-east-1"] }));
    expect(Regions).toEqual([
      {
        RegionName: "us-east-1",
        Endpoint: "ec2.us-east-1.amazonaws.com",
        OptInStatus: "opt-in-not-required",
      },
    ]);
    const { AvailabilityZones } = await clients.ec2.send(
      new DescribeAvailabilityZonesCommand({ ZoneNames: ["us-east-1b"] }),
    );
    expect(AvailabilityZones).toMatchObject([{ ZoneId: "use1-az2", State: "available" }]);
    const { AccountAttributes } = await clients.ec2.send(
      new DescribeAccountAttributesCommand({ AttributeNames: ["supported-platforms"] }),
    );
    expect(AccountAttributes?.[0]?.AttributeValues).toEqual([{ AttributeValue: "VPC" }]);
  });
});

describe("security groups", () => {
  it("are created once per name, described and deleted", async () => {
    const created = await clients.ec2.send(
      new CreateSecurityGroupCommand({ GroupName: "lab", Description: "for the lab" }),
    );
    expect(await clients.lastRecord("CreateSecurityGroup")).toMatchObject({
      requestParameters: { groupName: "lab", groupDescription: "for the lab" },
      responseElements: { requestId: created.$metadata.requestId, _return: true, groupId: created.GroupId },
    });
    await expect(group("lab")).rejects.toMatchObject({
      name: "InvalidGroup.Duplicate",
      message: expect.stringMatching(/^The security group 'lab' already exists for VPC 'vpc-/),
    });
    const { SecurityGroups } = await clients.ec2.send(
      new DescribeSecurityGroupsCommand({ GroupNames: ["lab"] }),
    );
    expect(SecurityGroups).toMatchObject([
      {
        GroupId: created.GroupId,
        Description: "for the lab",
        IpPermissions: [],
        IpPermissionsEgress: [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }],
      },
    ]);
    await clients.ec2.send(new DeleteSecurityGroupCommand({ GroupId: created.GroupId! }));
    await expect(
      clients.ec2.send(new DeleteSecurityGroupCommand({ GroupId: created.GroupId! })),
    ).rejects.toMatchObject({
      name: "InvalidGroup.NotFound",
      message: `The security group '${created.GroupId}' does not exist`,
    });
  });

  it("are not deleted while another refers to them, nor the default one ever", async () => {
    const target = await group("target");
    const source = await group("source");
    await clients.ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId: source,
        IpPermissions: [
          { IpProtocol: "tcp", FromPort: 443, ToPort: 443, UserIdGroupPairs: [{ GroupId: target }] },
        ],
      }),
    );
    await expect(clients.ec2.send(new DeleteSecurityGroupCommand({ GroupId: target }))).rejects.toMatchObject(
      {
        name: "DependencyViolation",
        message: `resource ${target} has a dependent object`,
      },
    );
    await expect(
      clients.ec2.send(new DeleteSecurityGroupCommand({ GroupName: "default" })),
    ).rejects.toMatchObject({ name: "CannotDelete" });
  });
});

describe("security group rules", () => {
  it("are opened and closed, and recorded in both forms", async () => {
    const GroupId = await group("rules");
    const ssh = { IpProtocol: "tcp", FromPort: 22, ToPort: 22 };
    const opened = await clients.ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId,
        IpPermissions: [{ ...ssh, IpRanges: [{ CidrIp: "10.1.2.3/8", Description: "office" }] }],
      }),
    );
    const id = opened.SecurityGroupRules?.[0]?.SecurityGroupRuleId;
    expect(await clients.lastRecord("AuthorizeSecurityGroupIngress")).toMatchObject({
      requestParameters: {
        groupId: GroupId,
        ipPermissions: {
          items: [
            {
              ipProtocol: "tcp",
              fromPort: 22,
              toPort: 22,
              groups: {},
              ipRanges: { items: [{ cidrIp: "10.1.2.3/8", description: "office" }] },
              ipv6Ranges: {},
              prefixListIds: {},
            },
          ],
        },
      },
      responseElements: {
        _return: true,
        securityGroupRuleSet: {
          items: [
            {
              groupOwnerId: clients.sandbox.accountId,
              groupId: GroupId,
              securityGroupRuleId: id,
              isEgress: false,
              ipProtocol: "tcp",
              fromPort: 22,
              toPort: 22,
              cidrIpv4: "10.0.0.0/8",
            },
          ],
        },
      },
    });
    const flat = { GroupId, ...ssh, CidrIp: "10.0.0.0/8" };
    await expect(clients.ec2.send(new AuthorizeSecurityGroupIngressCommand(flat))).rejects.toMatchObject({
      name: "InvalidPermission.Duplicate",
      message: 'the specified rule "peer: 10.0.0.0/8, TCP, from port: 22, to port: 22, ALLOW" already exists',
    });
    expect((await clients.lastRecord("AuthorizeSecurityGroupIngress")).requestParameters).toEqual({
      groupId: GroupId,
      ipProtocol: "tcp",
      fromPort: 22,
      toPort: 22,
      cidrIp: "10.0.0.0/8",
      ipPermissions: {},
    });
    const { SecurityGroupRules } = await clients.ec2.send(
      new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: "group-id", Values: [GroupId] }] }),
    );
    expect(SecurityGroupRules?.map((rule) => [rule.IsEgress, rule.CidrIpv4])).toEqual([
      [true, "0.0.0.0/0"],
      [false, "10.0.0.0/8"],
    ]);
    await clients.ec2.send(new RevokeSecurityGroupIngressCommand(flat));
    expect(await clients.lastRecord("RevokeSecurityGroupIngress")).toMatchObject({
      responseElements: { _return: true },
    });
    await expect(clients.ec2.send(new RevokeSecurityGroupIngressCommand(flat))).rejects.toMatchObject({
      name: "InvalidPermission.NotFound",
    });
  });

  it("stand together by protocol and ports, and go by id", async () => {
    const GroupId = await group("together");
    const added = await clients.ec2.send(
      new AuthorizeSecurityGroupEgressCommand({
        GroupId,
        IpPermissions: [
          {
            IpProtocol: "6",
            FromPort: 443,
            ToPort: 443,
            IpRanges: [{ CidrIp: "192.0.2.0/24" }],
            Ipv6Ranges: [{ CidrIpv6: "2001:DB8::/32" }],
          },
        ],
      }),
    );
    expect(added.SecurityGroupRules).toHaveLength(2);
    const { SecurityGroups } = await clients.ec2.send(
      new DescribeSecurityGroupsCommand({ GroupIds: [GroupId] }),
    );
    expect(SecurityGroups?.[0]?.IpPermissionsEgress?.[1]).toMatchObject({
      IpProtocol: "tcp",
      IpRanges: [{ CidrIp: "192.0.2.0/24" }],
      Ipv6Ranges: [{ CidrIpv6: "2001:db8::/32" }],
    });
  });

  it.each<[string, Partial<AuthorizeSecurityGroupIngressCommandInput>, string]>([
    [
      "a bad range",
      { IpProtocol: "tcp", FromPort: 1, ToPort: 2, CidrIp: "10.0.0.0/40" },
      "CIDR block 10.0.0.0/40 is malformed",
    ],
    [
      "an unknown protocol",
      { IpProtocol: "carrier", CidrIp: "10.0.0.0/8" },
      "Invalid value 'carrier' for IP protocol. Unknown protocol.",
    ],
    [
      "no ports",
      { IpProtocol: "tcp", CidrIp: "10.0.0.0/8" },
      "Must specify both from and to ports with TCP/UDP.",
    ],
    [
      "ports turned around",
      { IpProtocol: "tcp", FromPort: 9, ToPort: 2, CidrIp: "10.0.0.0/8" },
      "for portRange",
    ],
  ])("are refused with %s", async (_, input, message) => {
    const { SecurityGroups } = await clients.ec2.send(
      new DescribeSecurityGroupsCommand({ Filters: [{ Name: "group-name", Values: ["default"] }] }),
    );
    const GroupId = SecurityGroups![0]!.GroupId!;
    await expect(
      clients.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, ...input })),
    ).rejects.toMatchObject({ name: "InvalidParameterValue", message: expect.stringContaining(message) });
  });
});

describe("key pairs", () => {
  it("give their private half once and record none of it", async () => {
    const { KeyMaterial, KeyPairId } = await clients.ec2.send(new CreateKeyPairCommand({ KeyName: "lab" }));
    expect(KeyMaterial).toMatch(/^-----BEGIN RSA PRIVATE KEY-----/);
    const record = JSON.stringify(await clients.lastRecord("CreateKeyPair"));
    expect(record).toContain("<sensitiveDataRemoved>");
    expect(record).not.toContain("PRIVATE KEY");
    await expect(clients.ec2.send(new CreateKeyPairCommand({ KeyName: "lab" }))).rejects.toMatchObject({
      name: "InvalidKeyPair.Duplicate",
    });
    const { KeyPairs } = await clients.ec2.send(new DescribeKeyPairsCommand({ IncludePublicKey: true }));
    expect(KeyPairs).toMatchObject([
      { KeyPairId, KeyName: "lab", PublicKey: expect.stringMatching(/^ssh-rsa AAAA/) },
    ]);
    await clients.ec2.send(new DeleteKeyPairCommand({ KeyName: "lab" }));
    await expect(clients.ec2.send(new DeleteKeyPairCommand({ KeyName: "lab" }))).resolves.toBeDefined();
    await expect(clients.ec2.send(new DescribeKeyPairsCommand({ KeyNames: ["lab"] }))).rejects.toMatchObject({
      name: "InvalidKeyPair.NotFound",
      message: "The key pair 'lab' does not exist",
    });
  });
});
