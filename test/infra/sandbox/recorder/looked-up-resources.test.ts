import { describe, expect, it } from "vitest";
import type { CloudTrailRecord } from "../../../../infra/cloudtrail/record.ts";
import { lookedUpResources } from "../../../../infra/sandbox/recorder/looked-up-resources.ts";

const base = { eventID: "e", eventTime: "2026-01-01T00:00:00Z" };

/** What is listed, as `type name`, sorted: AWS keeps no order. */
function listed(record: Partial<CloudTrailRecord>): readonly string[] {
  return lookedUpResources({ ...base, ...record })
    .map(({ ResourceType, ResourceName }) => `${ResourceType.slice("AWS::".length)} ${ResourceName}`)
    .sort();
}

/** Answers of real LookupEvents calls (2022 to 2026) in public reports, with ids made up. */
describe("resources of an event", () => {
  it("are a new user's name, ARN and id", () => {
    expect(
      listed({
        eventSource: "iam.amazonaws.com",
        requestParameters: { userName: "test01" },
        responseElements: {
          user: {
            path: "/",
            arn: "arn:aws:iam::111122223333:user/test01",
            userName: "test01",
            userId: "AIDAX",
          },
        },
      }),
    ).toEqual(["IAM::User AIDAX", "IAM::User arn:aws:iam::111122223333:user/test01", "IAM::User test01"]);
  });

  it("are the key, the session and the role of AssumeRole, though it counts as reading", () => {
    const role = "arn:aws:iam::111122223333:role/reader";
    const session = "arn:aws:sts::111122223333:assumed-role/reader/job";
    expect(
      listed({
        eventSource: "sts.amazonaws.com",
        readOnly: true,
        requestParameters: { roleArn: role, roleSessionName: "job" },
        responseElements: {
          credentials: { accessKeyId: "ASIAX", sessionToken: "t" },
          assumedRoleUser: { assumedRoleId: "AROAX:job", arn: session },
        },
        resources: [{ accountId: "111122223333", type: "AWS::IAM::Role", ARN: role }],
      }),
    ).toEqual(
      [
        "IAM::AccessKey ASIAX",
        `IAM::Role ${role}`,
        "STS::AssumedRole AROAX:job",
        `STS::AssumedRole ${session}`,
        "STS::AssumedRole job",
      ].sort(),
    );
  });

  it("are all that RunInstances makes and uses", () => {
    expect(
      listed({
        eventSource: "ec2.amazonaws.com",
        readOnly: false,
        requestParameters: { instancesSet: { items: [{ imageId: "ami-1", keyName: "key" }] } },
        responseElements: {
          reservationId: "r-1",
          instancesSet: {
            items: [
              {
                instanceId: "i-1",
                vpcId: "vpc-1",
                subnetId: "subnet-1",
                groupSet: { items: [{ groupId: "sg-1", groupName: "no-access" }] },
                networkInterfaceSet: { items: [{ networkInterfaceId: "eni-1" }] },
              },
            ],
          },
        },
      }),
    ).toEqual([
      "EC2::Ami ami-1",
      "EC2::Instance i-1",
      "EC2::KeyPair key",
      "EC2::NetworkInterface eni-1",
      "EC2::SecurityGroup no-access",
      "EC2::SecurityGroup sg-1",
      "EC2::Subnet subnet-1",
      "EC2::VPC vpc-1",
    ]);
  });

  it("are none of what EC2's and KMS's reading calls name", () => {
    const instances = { instancesSet: { items: [{ instanceId: "i-1" }] } };
    expect(
      listed({ eventSource: "ec2.amazonaws.com", readOnly: true, requestParameters: instances }),
    ).toEqual([]);
    expect(
      listed({
        eventSource: "kms.amazonaws.com",
        readOnly: true,
        resources: [{ type: "AWS::KMS::Key", ARN: "arn:aws:kms:us-east-1:111122223333:key/k" }],
      }),
    ).toEqual([]);
  });

  it("are the bucket by its name", () => {
    expect(
      listed({
        eventSource: "s3.amazonaws.com",
        requestParameters: { bucketName: "logs" },
        resources: [{ accountId: "111122223333", type: "AWS::S3::Bucket", ARN: "arn:aws:s3:::logs" }],
      }),
    ).toEqual(["S3::Bucket logs"]);
  });

  it("are those that a forwarded service's record lists itself", () => {
    const table = "arn:aws:dynamodb:us-east-1:111122223333:table/t";
    expect(
      listed({
        eventSource: "dynamodb.amazonaws.com",
        requestParameters: { tableName: "t" },
        resources: [{ type: "AWS::DynamoDB::Table", ARN: table }],
      }),
    ).toEqual([`DynamoDB::Table ${table}`]);
  });
});
