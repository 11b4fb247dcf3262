import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  type IpPermission,
  RevokeSecurityGroupIngressCommand,
} from "@aws-sdk/client-ec2";
import { type ActivityContext, entryFor, type LabActivity } from "./activity.ts";
import { createAndRemove } from "./create-and-remove.ts";

const source = "ec2.amazonaws.com";

/** SSH from a network that nobody has (TEST-NET-1, RFC 5737), so that even the open rule lets nobody in. */
const rule: IpPermission[] = [
  { IpProtocol: "tcp", FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: "192.0.2.0/24" }] },
];

/** Creates a security group in the default VPC, opens and closes a rule, deletes the group. */
export const securityGroup: LabActivity = {
  id: "security-group",
  title: "Open and close a security-group rule",
  touches: () => [
    "ec2:CreateSecurityGroup: one group in the default VPC, attached to nothing",
    "ec2:AuthorizeSecurityGroupIngress, ec2:RevokeSecurityGroupIngress: tcp 22 from 192.0.2.0/24, a documentation network",
    "ec2:DeleteSecurityGroup: the same group",
  ],
  cleanUp: () => "The rule is closed and the group deleted right away.",
  async run(context) {
    const name = context.freshName();
    const entry = entryFor("security-group", name, context);
    const ec2 = new EC2Client(context.target.clientConfig(context.region));
    try {
      await createAndRemove(entry, context, {
        create: () => create(ec2, name, context),
        use: (groupId) => openAndClose(ec2, groupId, context),
        remove: (groupId) => (groupId ? remove(ec2, groupId, context, []) : removeByName(ec2, name, context)),
      });
    } finally {
      ec2.destroy();
    }
  },
  async undo(entry, context) {
    const ec2 = new EC2Client(context.target.clientConfig(entry.region));
    try {
      await removeByName(ec2, entry.name, context);
    } finally {
      ec2.destroy();
    }
  },
};

async function create(ec2: EC2Client, name: string, context: ActivityContext): Promise<string> {
  const command = { GroupName: name, Description: "Trailwright lab, may be deleted" };
  const created = await context.call(source, "CreateSecurityGroup", () =>
    ec2.send(new CreateSecurityGroupCommand(command)),
  );
  return created!.GroupId!;
}

async function openAndClose(ec2: EC2Client, groupId: string, context: ActivityContext): Promise<void> {
  const command = { GroupId: groupId, IpPermissions: rule };
  await context.call(source, "AuthorizeSecurityGroupIngress", () =>
    ec2.send(new AuthorizeSecurityGroupIngressCommand(command)),
  );
  await context.call(source, "RevokeSecurityGroupIngress", () =>
    ec2.send(new RevokeSecurityGroupIngressCommand(command)),
  );
}

async function removeByName(ec2: EC2Client, name: string, context: ActivityContext): Promise<void> {
  const found = await context.call(source, "DescribeSecurityGroups", () =>
    ec2.send(new DescribeSecurityGroupsCommand({ Filters: [{ Name: "group-name", Values: [name] }] })),
  );
  for (const group of found?.SecurityGroups ?? [])
    await remove(ec2, group.GroupId!, context, ["InvalidGroup.NotFound"]);
}

async function remove(
  ec2: EC2Client,
  groupId: string,
  context: ActivityContext,
  expected: readonly string[],
): Promise<void> {
  const send = () => ec2.send(new DeleteSecurityGroupCommand({ GroupId: groupId }));
  await context.call(source, "DeleteSecurityGroup", send, expected);
}
