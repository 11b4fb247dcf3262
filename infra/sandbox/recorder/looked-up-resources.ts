import type { CloudTrailRecord } from "../../cloudtrail/record.ts";

/** A resource as LookupEvents lists it. */
export interface LookedUpResource {
  readonly ResourceType: string;
  readonly ResourceName: string;
}

/** Which request or response member names which type of resource ("LookupEvents": AWS derives them per API). */
const namedBy: Readonly<Record<string, string>> = {
  userName: "AWS::IAM::User",
  groupName: "AWS::IAM::Group",
  roleName: "AWS::IAM::Role",
  roleArn: "AWS::IAM::Role",
  policyArn: "AWS::IAM::Policy",
  accessKeyId: "AWS::IAM::AccessKey",
  bucketName: "AWS::S3::Bucket",
  s3BucketName: "AWS::S3::Bucket",
  trailARN: "AWS::CloudTrail::Trail",
  trailName: "AWS::CloudTrail::Trail",
  instanceId: "AWS::EC2::Instance",
  groupId: "AWS::EC2::SecurityGroup",
  imageId: "AWS::EC2::Ami",
  subnetId: "AWS::EC2::Subnet",
  vpcId: "AWS::EC2::VPC",
};

/** The resources LookupEvents shows for a record: those it lists itself, and those its parameters name. */
export function lookedUpResources(record: CloudTrailRecord): readonly LookedUpResource[] {
  const found = new Map<string, LookedUpResource>();
  const add = (type: string | undefined, name: unknown): void => {
    if (type && typeof name === "string" && name !== "")
      found.set(`${type} ${name}`, { ResourceType: type, ResourceName: name });
  };
  for (const { type, ARN } of record.resources ?? [])
    add(type, type === "AWS::S3::Bucket" ? ARN?.split(":::")[1] : ARN);
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) for (const entry of value) walk(entry);
    else if (typeof value === "object" && value !== null)
      for (const [name, member] of Object.entries(value)) {
        if (Object.hasOwn(namedBy, name)) add(namedBy[name], member);
        if (record.eventSource === "cloudtrail.amazonaws.com" && name === "name")
          add("AWS::CloudTrail::Trail", member);
        if (record.eventSource === "ec2.amazonaws.com" && name === "groupName")
          found.delete(`AWS::IAM::Group ${member}`);
        walk(member);
      }
  };
  walk(record.requestParameters);
  walk(record.responseElements);
  return [...found.values()];
}
