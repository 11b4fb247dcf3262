import type { CloudTrailRecord } from "../../cloudtrail/record.ts";

/** A resource as LookupEvents lists it. */
export interface LookedUpResource {
  readonly ResourceType: string;
  readonly ResourceName: string;
}

/** Where a service's records name resources: request and response members, and the objects whose `arn` does. */
interface Naming {
  /** Type by the member's name. */
  readonly members: Readonly<Record<string, string>>;
  /** Type by the name of the object that has an `arn`. */
  readonly arnOf?: Readonly<Record<string, string>>;
  /** Reading calls list nothing, whatever they name. */
  readonly writesOnly?: true;
}

/**
 * By event source. What AWS lists for which call is not documented; this follows what LookupEvents was seen to answer:
 * CreateUser lists a user's name, ARN and id, AssumeRole the key, the session three times and the role, RunInstances all
 * that the new instance is made of and with, DescribeInstances and Decrypt nothing.
 */
const namings: Readonly<Record<string, Naming>> = {
  "iam.amazonaws.com": {
    members: {
      userName: "AWS::IAM::User",
      userId: "AWS::IAM::User",
      groupName: "AWS::IAM::Group",
      groupId: "AWS::IAM::Group",
      roleName: "AWS::IAM::Role",
      roleId: "AWS::IAM::Role",
      policyArn: "AWS::IAM::Policy",
      policyId: "AWS::IAM::Policy",
      accessKeyId: "AWS::IAM::AccessKey",
    },
    arnOf: {
      user: "AWS::IAM::User",
      group: "AWS::IAM::Group",
      role: "AWS::IAM::Role",
      policy: "AWS::IAM::Policy",
    },
  },
  "sts.amazonaws.com": {
    members: {
      accessKeyId: "AWS::IAM::AccessKey",
      roleSessionName: "AWS::STS::AssumedRole",
      assumedRoleId: "AWS::STS::AssumedRole",
      roleArn: "AWS::IAM::Role",
    },
    arnOf: { assumedRoleUser: "AWS::STS::AssumedRole" },
  },
  "ec2.amazonaws.com": {
    members: {
      vpcId: "AWS::EC2::VPC",
      imageId: "AWS::EC2::Ami",
      networkInterfaceId: "AWS::EC2::NetworkInterface",
      instanceId: "AWS::EC2::Instance",
      keyName: "AWS::EC2::KeyPair",
      groupName: "AWS::EC2::SecurityGroup",
      groupId: "AWS::EC2::SecurityGroup",
      subnetId: "AWS::EC2::Subnet",
      vpcEndpointId: "AWS::EC2::VPCEndpoint",
    },
    writesOnly: true,
  },
  "s3.amazonaws.com": { members: { bucketName: "AWS::S3::Bucket" } },
  "cloudtrail.amazonaws.com": {
    members: {
      name: "AWS::CloudTrail::Trail",
      trailName: "AWS::CloudTrail::Trail",
      trailARN: "AWS::CloudTrail::Trail",
      s3BucketName: "AWS::S3::Bucket",
    },
  },
  "kms.amazonaws.com": { members: {}, writesOnly: true },
  "sns.amazonaws.com": { members: { topicArn: "AWS::SNS::Topic" } },
  "logs.amazonaws.com": { members: { logGroupName: "AWS::Logs::LogGroup" } },
};

/** The resources LookupEvents shows for a record: those it lists itself, and those its parameters and answer name. */
export function lookedUpResources(record: CloudTrailRecord): readonly LookedUpResource[] {
  const naming = namings[record.eventSource ?? ""];
  if (naming?.writesOnly && record.readOnly) return [];
  const found = new Map<string, LookedUpResource>();
  const add = (type: string | undefined, name: unknown): void => {
    if (type && typeof name === "string" && name !== "")
      found.set(`${type} ${name}`, { ResourceType: type, ResourceName: name });
  };
  for (const { type, ARN } of record.resources ?? [])
    add(type, type === "AWS::S3::Bucket" ? ARN?.split(":::")[1] : ARN);
  const walk = (value: unknown, { members, arnOf = {} }: Naming, within = ""): void => {
    if (Array.isArray(value)) for (const entry of value) walk(entry, { members, arnOf }, within);
    else if (typeof value === "object" && value !== null)
      for (const [name, member] of Object.entries(value)) {
        if (name === "arn" && Object.hasOwn(arnOf, within)) add(arnOf[within], member);
        else if (Object.hasOwn(members, name)) add(members[name], member);
        walk(member, { members, arnOf }, name);
      }
  };
  if (naming) {
    walk(record.requestParameters, naming);
    walk(record.responseElements, naming);
  }
  return [...found.values()];
}
