import { call, type Suite } from "../suite.ts";

const noInstance = "i-0123456789abcdef0";
const noEndpoint = "vpce-0123456789abcdef0";
const userData = Buffer.from("#!/bin/sh\n").toString("base64");
const decoded = "moto decodes user data once more";
const nested = "bytes within a structure have no file in the AWS CLI";
const noGroup = "sg-0123456789abcdef0";
const image = { ImageId: "${image}" };
const one = { ...image, InstanceType: "t3.micro", MinCount: 1, MaxCount: 1 };
const noMalformed = "moto takes any text for an id";
const noCheck = "moto does not check this";
const inUse = "moto deletes groups that are in use, and the default one";
const others = "moto has fewer instances now";
const broken = "moto fails inside (500)";
const ssh = (CidrIp: string) => ({ IpProtocol: "tcp", FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp }] });
const filter = (Name: string, ...Values: readonly string[]) => ({ Filters: [{ Name, Values }] });

/** EC2: instances, security groups and their rules, key pairs, tags, the default network, regions and images. */
export const ec2: Suite = {
  service: "ec2",
  steps: [
    // Places and the account
    call("DescribeRegions"),
    call("DescribeRegions", { RegionNames: ["eu-west-1", "us-east-1"] }),
    call("DescribeRegions", filter("region-name", "eu-*")),
    call(
      "DescribeRegions",
      { RegionNames: ["xx-nowhere-1"] },
      { fails: "InvalidParameterValue", only: noCheck },
    ),
    call("DescribeAvailabilityZones"),
    call("DescribeAvailabilityZones", { ZoneNames: ["us-east-1a"] }),
    call(
      "DescribeAvailabilityZones",
      { ZoneNames: ["us-east-1z"] },
      { fails: "InvalidParameterValue", only: noCheck },
    ),
    call("DescribeAvailabilityZones", {}, { region: "eu-west-1" }),
    call("DescribeAccountAttributes"),
    call("DescribeAccountAttributes", { AttributeNames: ["default-vpc"] }),
    call(
      "DescribeAccountAttributes",
      { AttributeNames: ["unheard-of"] },
      { fails: "InvalidParameterValue", only: noCheck },
    ),
    call("DescribeInstanceTypes", { InstanceTypes: ["t3.micro"] }),
    call("DescribeInstanceTypes", { InstanceTypes: ["t99.huge"] }, { fails: "InvalidInstanceType" }),
    call("DescribeInstances", {}, { as: "nobody", fails: "UnauthorizedOperation" }),

    // Network
    call("DescribeVpcs", filter("isDefault", "true"), { save: { vpc: "Vpcs.0.VpcId" } }),
    call("DescribeVpcs", { VpcIds: ["${vpc}"] }),
    call("DescribeVpcs", { VpcIds: ["vpc-0123456789abcdef0"] }, { fails: "InvalidVpcID.NotFound" }),
    call("DescribeVpcs", { VpcIds: ["nonsense"] }, { fails: "InvalidVpcID.Malformed", only: noMalformed }),
    call("DescribeVpcs", filter("unheard-of", "x"), { fails: "InvalidParameterValue", only: broken }),
    call("DescribeSubnets", filter("availability-zone", "us-east-1a"), {
      save: { subnet: "Subnets.0.SubnetId" },
    }),
    call("DescribeSubnets", { SubnetIds: ["${subnet}"] }),
    call(
      "DescribeSubnets",
      { SubnetIds: ["subnet-0123456789abcdef0"] },
      { fails: "InvalidSubnetID.NotFound" },
    ),

    // Endpoints
    call(
      "CreateVpcEndpoint",
      {
        VpcId: "${vpc}",
        ServiceName: "com.amazonaws.us-east-1.kms",
        VpcEndpointType: "Interface",
        SubnetIds: ["${subnet}"],
      },
      { save: { endpoint: "VpcEndpoint.VpcEndpointId" } },
    ),
    call(
      "CreateVpcEndpoint",
      { VpcId: "vpc-0123456789abcdef0", ServiceName: "com.amazonaws.us-east-1.s3" },
      { fails: "InvalidVpcID.NotFound", only: noCheck },
    ),
    call(
      "CreateVpcEndpoint",
      { VpcId: "${vpc}", ServiceName: "com.amazonaws.us-east-1.unheard-of" },
      { fails: "InvalidServiceName", only: noCheck },
    ),
    call("DescribeVpcEndpoints", { VpcEndpointIds: ["${endpoint}"] }),
    call("DescribeVpcEndpoints", filter("service-name", "com.amazonaws.us-east-1.kms")),
    call(
      "DescribeVpcEndpoints",
      { VpcEndpointIds: [noEndpoint] },
      { fails: "InvalidVpcEndpointId.NotFound" },
    ),
    call("ModifyVpcEndpoint", {
      VpcEndpointId: "${endpoint}",
      PolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Deny", Principal: "*", Action: "kms:ScheduleKeyDeletion", Resource: "*" }],
      }),
    }),
    call(
      "ModifyVpcEndpoint",
      { VpcEndpointId: noEndpoint, ResetPolicy: true },
      { fails: "InvalidVpcEndpointId.NotFound", only: noCheck },
    ),
    call("DeleteVpcEndpoints", { VpcEndpointIds: ["${endpoint}", noEndpoint] }),

    // Images
    call(
      "DescribeImages",
      { Owners: ["amazon"], ...filter("name", "al2023-ami-2023*-x86_64", "amzn-ami-hvm-*-x86_64-gp2") },
      { save: { image: "Images.0.ImageId" } },
    ),
    call("DescribeImages", { ImageIds: ["${image}"] }),
    call("DescribeImages", { ImageIds: ["ami-0123456789abcdef0"] }, { fails: "InvalidAMIID.NotFound" }),
    call("DescribeImages", { ImageIds: ["nonsense"] }, { fails: "InvalidAMIID.Malformed" }),
    call("DescribeImages", { Owners: ["self"] }),

    // Security groups
    call(
      "CreateSecurityGroup",
      {
        GroupName: "web",
        Description: "of the conformance suite",
        VpcId: "${vpc}",
        TagSpecifications: [{ ResourceType: "security-group", Tags: [{ Key: "team", Value: "audit" }] }],
      },
      { save: { web: "GroupId" } },
    ),
    call(
      "CreateSecurityGroup",
      { GroupName: "other", Description: "another" },
      { save: { other: "GroupId" } },
    ),
    call(
      "CreateSecurityGroup",
      { GroupName: "web", Description: "again", VpcId: "${vpc}" },
      { fails: "InvalidGroup.Duplicate" },
    ),
    call(
      "CreateSecurityGroup",
      { GroupName: "lost", Description: "nowhere", VpcId: "vpc-0123456789abcdef0" },
      { fails: "InvalidVpcID.NotFound", only: noCheck },
    ),
    call("CreateSecurityGroup", { GroupName: "mute" }, { fails: "MissingParameter" }),
    call(
      "CreateSecurityGroup",
      { GroupName: "dry", Description: "run", DryRun: true },
      { fails: "DryRunOperation" },
    ),
    call("DescribeSecurityGroups", { GroupIds: ["${web}"] }),
    call("DescribeSecurityGroups", { GroupNames: ["other"] }),
    call("DescribeSecurityGroups", filter("group-name", "w*")),
    call("DescribeSecurityGroups", { GroupIds: [noGroup] }, { fails: "InvalidGroup.NotFound" }),
    call("DescribeSecurityGroups", { GroupNames: ["none"] }, { fails: "InvalidGroup.NotFound" }),
    call(
      "DescribeSecurityGroups",
      { GroupIds: ["nonsense"] },
      { fails: "InvalidGroupId.Malformed", only: noMalformed },
    ),
    call(
      "AuthorizeSecurityGroupIngress",
      { GroupId: "${web}", IpPermissions: [ssh("0.0.0.0/0")] },
      { save: { rule: "SecurityGroupRules.0.SecurityGroupRuleId" } },
    ),
    call(
      "AuthorizeSecurityGroupIngress",
      { GroupId: "${web}", IpPermissions: [ssh("0.0.0.0/0")] },
      { fails: "InvalidPermission.Duplicate" },
    ),
    call("AuthorizeSecurityGroupIngress", {
      GroupId: "${web}",
      IpProtocol: "tcp",
      FromPort: 443,
      ToPort: 443,
      CidrIp: "10.0.0.0/8",
    }),
    call("AuthorizeSecurityGroupIngress", {
      GroupId: "${web}",
      IpPermissions: [
        { IpProtocol: "-1", UserIdGroupPairs: [{ GroupId: "${other}", Description: "friends" }] },
      ],
    }),
    call(
      "AuthorizeSecurityGroupIngress",
      { GroupId: "${web}", IpPermissions: [ssh("nonsense")] },
      { fails: "InvalidParameterValue" },
    ),
    call(
      "AuthorizeSecurityGroupIngress",
      { GroupId: noGroup, IpPermissions: [ssh("0.0.0.0/0")] },
      { fails: "InvalidGroup.NotFound" },
    ),
    call(
      "AuthorizeSecurityGroupIngress",
      { GroupId: "${web}", IpPermissions: [ssh("0.0.0.0/0")] },
      { as: "nobody", fails: "UnauthorizedOperation" },
    ),
    call("AuthorizeSecurityGroupEgress", { GroupId: "${web}", IpPermissions: [ssh("10.1.0.0/16")] }),
    call(
      "AuthorizeSecurityGroupEgress",
      { GroupId: "${web}", IpPermissions: [ssh("10.1.0.0/16")] },
      { fails: "InvalidPermission.Duplicate" },
    ),
    call(
      "AuthorizeSecurityGroupEgress",
      { GroupId: noGroup, IpPermissions: [ssh("10.1.0.0/16")] },
      { fails: "InvalidGroup.NotFound" },
    ),
    call("DescribeSecurityGroups", { GroupIds: ["${web}"] }),
    call("DescribeSecurityGroupRules", { SecurityGroupRuleIds: ["${rule}"] }),
    call("DescribeSecurityGroupRules", filter("group-id", "${web}")),
    call(
      "DescribeSecurityGroupRules",
      { SecurityGroupRuleIds: ["sgr-0123456789abcdef0"] },
      { fails: "InvalidSecurityGroupRuleId.NotFound" },
    ),
    call("RevokeSecurityGroupIngress", { GroupId: "${web}", SecurityGroupRuleIds: ["${rule}"] }),
    call(
      "RevokeSecurityGroupIngress",
      { GroupId: "${web}", IpPermissions: [ssh("0.0.0.0/0")] },
      { fails: "InvalidPermission.NotFound" },
    ),
    call("RevokeSecurityGroupEgress", { GroupId: "${web}", IpPermissions: [ssh("10.1.0.0/16")] }),
    call(
      "RevokeSecurityGroupEgress",
      { GroupId: "${web}", IpPermissions: [ssh("10.1.0.0/16")] },
      { fails: "InvalidPermission.NotFound" },
    ),
    call("DeleteSecurityGroup", { GroupId: "${other}" }, { fails: "DependencyViolation", only: inUse }),

    // Key pairs
    call("CreateKeyPair", { KeyName: "first" }, { save: { pair: "KeyPairId" } }),
    call("CreateKeyPair", { KeyName: "second", KeyType: "ed25519" }),
    call("CreateKeyPair", { KeyName: "first" }, { fails: "InvalidKeyPair.Duplicate" }),
    call("CreateKeyPair", { KeyName: "third", DryRun: true }, { fails: "DryRunOperation" }),
    call("CreateKeyPair", { KeyName: "third" }, { as: "nobody", fails: "UnauthorizedOperation" }),
    call("DescribeKeyPairs"),
    call("DescribeKeyPairs", { KeyNames: ["first"] }),
    call("DescribeKeyPairs", { KeyPairIds: ["${pair}"] }),
    call("DescribeKeyPairs", { KeyNames: ["none"] }, { fails: "InvalidKeyPair.NotFound" }),
    call("DeleteKeyPair", { KeyName: "second" }),
    call("DeleteKeyPair", { KeyName: "second" }),

    // Instances
    call(
      "RunInstances",
      {
        ...one,
        KeyName: "first",
        SecurityGroupIds: ["${web}"],
        SubnetId: "${subnet}",
        TagSpecifications: [{ ResourceType: "instance", Tags: [{ Key: "Name", Value: "first" }] }],
      },
      { save: { instance: "Instances.0.InstanceId" } },
    ),
    call("RunInstances", { ...one, MaxCount: 2 }, { only: "moto launches the least number asked for" }),
    call("RunInstances", { ...one, DryRun: true }, { fails: "DryRunOperation" }),
    call(
      "RunInstances",
      { ...one, ImageId: "ami-0123456789abcdef0" },
      { fails: "InvalidAMIID.NotFound", only: noCheck },
    ),
    call("RunInstances", { ...one, KeyName: "none" }, { fails: "InvalidKeyPair.NotFound", only: noCheck }),
    call("RunInstances", { ...one, SecurityGroupIds: [noGroup] }, { fails: "InvalidGroup.NotFound" }),
    call(
      "RunInstances",
      { ...one, SubnetId: "subnet-0123456789abcdef0" },
      { fails: "InvalidSubnetID.NotFound" },
    ),
    call(
      "RunInstances",
      { ...one, InstanceType: "t99.huge" },
      { fails: "InvalidParameterValue", only: noCheck },
    ),
    call("RunInstances", { ...one, MinCount: 0 }, { fails: "InvalidParameterValue", only: noCheck }),
    call("RunInstances", { ...one, MinCount: 2 }, { fails: "InvalidParameterCombination", only: noCheck }),
    call("RunInstances", one, { as: "nobody", fails: "UnauthorizedOperation" }),
    call("DescribeInstances", {}, { only: others }),
    call("DescribeInstances", { InstanceIds: ["${instance}"] }),
    call("DescribeInstances", filter("tag:Name", "first")),
    call("DescribeInstances", filter("instance-state-name", "terminated")),
    call("DescribeInstances", { InstanceIds: [noInstance] }, { fails: "InvalidInstanceID.NotFound" }),
    call(
      "DescribeInstances",
      { InstanceIds: ["nonsense"] },
      { fails: "InvalidInstanceID.Malformed", only: noMalformed },
    ),
    call("DescribeInstances", { MaxResults: 5 }, { only: others }),
    call("DescribeInstances", { MaxResults: 2 }, { fails: "InvalidParameterValue", only: noCheck }),
    call("DescribeInstanceStatus", {}, { only: others }),
    call("DescribeInstanceStatus", { InstanceIds: ["${instance}"], IncludeAllInstances: true }),
    call("DescribeInstanceStatus", { InstanceIds: [noInstance] }, { fails: "InvalidInstanceID.NotFound" }),
    call("DeleteSecurityGroup", { GroupId: "${web}" }, { fails: "DependencyViolation", only: inUse }),
    call("StopInstances", { InstanceIds: ["${instance}"], DryRun: true }, { fails: "DryRunOperation" }),
    call("StopInstances", { InstanceIds: ["${instance}"] }, { as: "nobody", fails: "UnauthorizedOperation" }),
    call("StopInstances", { InstanceIds: ["${instance}"] }),
    call("StopInstances", { InstanceIds: [noInstance] }, { fails: "InvalidInstanceID.NotFound" }),
    call("DescribeInstances", { InstanceIds: ["${instance}"] }),
    call("DescribeInstanceStatus", { InstanceIds: ["${instance}"], IncludeAllInstances: true }),
    call("StartInstances", { InstanceIds: ["${instance}"] }),
    call("StartInstances", { InstanceIds: [noInstance] }, { fails: "InvalidInstanceID.NotFound" }),

    call("RebootInstances", { InstanceIds: ["${instance}"] }),
    call("RebootInstances", { InstanceIds: [noInstance] }, { fails: "InvalidInstanceID.NotFound" }),
    call(
      "RebootInstances",
      { InstanceIds: ["${instance}"] },
      { as: "nobody", fails: "UnauthorizedOperation" },
    ),

    // Attributes of instances
    call("DescribeInstanceAttribute", { InstanceId: "${instance}", Attribute: "disableApiTermination" }),
    call("DescribeInstanceAttribute", { InstanceId: "${instance}", Attribute: "userData" }),
    call("DescribeInstanceAttribute", { InstanceId: "${instance}", Attribute: "groupSet" }),
    call(
      "DescribeInstanceAttribute",
      { InstanceId: noInstance, Attribute: "userData" },
      { fails: "InvalidInstanceID.NotFound" },
    ),
    call(
      "DescribeInstanceAttribute",
      { InstanceId: "${instance}", Attribute: "unheardOf" },
      { fails: "InvalidParameterValue" },
    ),
    call("ModifyInstanceAttribute", { InstanceId: "${instance}", DisableApiTermination: { Value: true } }),
    call("TerminateInstances", { InstanceIds: ["${instance}"] }, { fails: "OperationNotPermitted" }),
    call("ModifyInstanceAttribute", {
      InstanceId: "${instance}",
      Attribute: "disableApiTermination",
      Value: "false",
    }),
    call("ModifyInstanceAttribute", { InstanceId: "${instance}", Groups: ["${web}"] }),
    call(
      "ModifyInstanceAttribute",
      { InstanceId: "${instance}", UserData: { Value: { $bytes: userData } } },
      { fails: "IncorrectInstanceState", only: noCheck, cli: nested },
    ),
    call("StopInstances", { InstanceIds: ["${instance}"] }),
    call(
      "ModifyInstanceAttribute",
      { InstanceId: "${instance}", UserData: { Value: { $bytes: userData } } },
      { cli: nested, only: decoded },
    ),
    call("ModifyInstanceAttribute", { InstanceId: "${instance}", InstanceType: { Value: "t3.small" } }),
    call("StartInstances", { InstanceIds: ["${instance}"] }),
    call(
      "DescribeInstanceAttribute",
      { InstanceId: "${instance}", Attribute: "userData" },
      { only: decoded },
    ),
    call("DescribeInstanceAttribute", { InstanceId: "${instance}", Attribute: "instanceType" }),
    call(
      "ModifyInstanceAttribute",
      { InstanceId: noInstance, DisableApiTermination: { Value: true } },
      { fails: "InvalidInstanceID.NotFound" },
    ),

    // Tags
    call("CreateTags", { Resources: ["${instance}", "${web}"], Tags: [{ Key: "stage", Value: "test" }] }),
    call(
      "CreateTags",
      { Resources: [noInstance], Tags: [{ Key: "a", Value: "b" }] },
      { fails: "InvalidInstanceID.NotFound", only: noCheck },
    ),
    call(
      "CreateTags",
      { Resources: ["${instance}"], Tags: [{ Key: "aws:x", Value: "b" }] },
      { fails: "InvalidParameterValue", only: noCheck },
    ),
    call("DescribeTags", filter("resource-id", "${instance}")),
    call("DescribeTags", filter("key", "stage")),
    call("DescribeTags", filter("unheard-of", "x"), { fails: "InvalidParameterValue", only: noCheck }),
    call("DeleteTags", { Resources: ["${instance}"], Tags: [{ Key: "stage" }] }),
    call(
      "DeleteTags",
      { Resources: [noInstance], Tags: [{ Key: "a" }] },
      { fails: "InvalidInstanceID.NotFound", only: noCheck },
    ),
    call("DescribeTags", filter("resource-id", "${instance}")),

    // The end
    call("TerminateInstances", { InstanceIds: ["${instance}"] }),
    call("TerminateInstances", { InstanceIds: ["${instance}"] }),
    call("TerminateInstances", { InstanceIds: [noInstance] }, { fails: "InvalidInstanceID.NotFound" }),
    call(
      "StartInstances",
      { InstanceIds: ["${instance}"] },
      { fails: "IncorrectInstanceState", only: noCheck },
    ),
    call("DescribeInstances", { InstanceIds: ["${instance}"] }),
    call("DeleteSecurityGroup", { GroupId: "${web}" }),
    call("DeleteSecurityGroup", { GroupId: "${web}" }, { fails: "InvalidGroup.NotFound" }),
    call("DeleteSecurityGroup", { GroupName: "default" }, { fails: "CannotDelete", only: inUse }),

    // Refused by name
    call("DescribeFleets", {}, { fails: "InvalidAction", only: "moto has fleets" }),
  ],
};
