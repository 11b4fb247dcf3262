import type { RealCall } from "./real-calls.ts";
import { type Stage, tag } from "./stage.ts";

type Input = Record<string, unknown>;

const allow = (statement: object) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });

/**
 * Makes what a call needs to end as the real one did: what it names, and the state it meets.
 * @returns the input, with our own ids in place of the sample's and with what records never show (passwords, contents)
 */
export async function prepare(stage: Stage, call: RealCall, sample: Input): Promise<Input> {
  const input = JSON.parse(
    JSON.stringify(sample)
      .replace(/(arn:aws:[\w-]+:[\w-]*:)\d{12}/g, `$1${stage.sandbox.accountId}`)
      // Of AWS's own policies the sandbox has the general ones.
      .replace(/(arn:aws:iam::aws:policy\/)\w+/g, "$1ReadOnlyAccess"),
  ) as Input;
  const ways: Readonly<Record<string, typeof iam>> = { cloudtrail, ec2, iam, kms, logs, s3, sts };
  if (call.denied && call.service.name !== "ec2") return input;
  return (await ways[call.service.name]?.(stage, call, input)) ?? input;
}

async function iam({ must, sandbox }: Stage, { operation, outcome }: RealCall, input: Input) {
  const { UserName, RoleName, PolicyArn, PolicyName } = input;
  const there = outcome !== "NoSuchEntityException" || operation === "DeleteLoginProfile";
  if (UserName !== undefined && operation !== "CreateUser" && there)
    await must("iam", "CreateUser", { UserName });
  if (RoleName !== undefined && operation !== "CreateRole")
    await must("iam", "CreateRole", { RoleName, AssumeRolePolicyDocument: trust(sandbox.accountId) });
  if (typeof PolicyArn === "string" && PolicyArn.includes(sandbox.accountId))
    await must("iam", "CreatePolicy", {
      PolicyName: PolicyArn.split("/").at(-1),
      PolicyDocument: allow({ Action: "s3:*", Resource: "*" }),
    });
  if (/^(?:Get|Delete)RolePolicy$/.test(operation))
    await must("iam", "PutRolePolicy", {
      RoleName,
      PolicyName,
      PolicyDocument: allow({ Action: "s3:*", Resource: "*" }),
    });
  if (/^Detach/.test(operation)) await must("iam", operation.replace("Detach", "Attach"), input);
  if (/^(?:Get|Update|Delete)LoginProfile$/.test(operation) && outcome === "ok")
    await must("iam", "CreateLoginProfile", { UserName, Password: password });
  if (operation === "DeleteAccessKey")
    return { ...input, AccessKeyId: tag(await must("iam", "CreateAccessKey", { UserName }), "AccessKeyId") };
  return /^(?:Create|Update)LoginProfile$/.test(operation) ? { ...input, Password: password } : input;
}

const password = "Kept-out-of-records-1";

const trust = (accountId: string) => allow({ Principal: { AWS: accountId }, Action: "sts:AssumeRole" });

async function sts({ must, sandbox }: Stage, { operation, outcome }: RealCall, input: Input) {
  const role = /:role\/(.*?)([^/]+)$/.exec(String(input["RoleArn"]));
  if (operation === "AssumeRole" && outcome === "ok" && role)
    await must("iam", "CreateRole", {
      RoleName: role[2],
      Path: `/${role[1]}`,
      AssumeRolePolicyDocument: trust(sandbox.accountId),
    });
  return input;
}

async function s3({ must }: Stage, { operation, outcome }: RealCall, input: Input) {
  const { bucketName } = input;
  const parameters = { bucketName };
  if (bucketName === undefined || operation === "CreateBucket" || outcome === "NoSuchBucket") return input;
  await must("s3", "CreateBucket", parameters);
  const bucketPolicy = JSON.parse(
    allow({
      Principal: { Service: "cloudtrail.amazonaws.com" },
      Action: "s3:GetBucketAcl",
      Resource: `arn:aws:s3:::${String(bucketName)}`,
    }),
  ) as unknown;
  if (/^(?:Get|Delete)BucketPolicy/.test(operation) && outcome === "ok")
    await must("s3", "PutBucketPolicy", { ...parameters, policy: "", bucketPolicy });
  if (operation === "GetBucketTagging" && outcome === "ok")
    await must("s3", "PutBucketTagging", {
      ...parameters,
      tagging: "",
      Tagging: { TagSet: { Tag: { Key: "a", Value: "b" } } },
    });
  if (outcome === "NoSuchPublicAccessBlockConfiguration")
    await must("s3", "DeletePublicAccessBlock", { ...parameters, publicAccessBlock: "" });
  if (outcome === "BucketNotEmpty")
    await must("s3", "PutObject", { bucketName: `${String(bucketName)}/object` });
  return input;
}

async function cloudtrail(stage: Stage, { operation, outcome }: RealCall, input: Input) {
  const named = input["Name"] ?? input["TrailName"] ?? (input["ResourceIdList"] as string[] | undefined)?.[0];
  if (typeof named !== "string" || outcome !== "ok") return input;
  const bucketName = typeof input["S3BucketName"] === "string" ? input["S3BucketName"] : "logs-of-the-trail";
  const Principal = { Service: "cloudtrail.amazonaws.com" };
  const Resource = [`arn:aws:s3:::${bucketName}`, `arn:aws:s3:::${bucketName}/*`];
  await stage.must("s3", "CreateBucket", { bucketName });
  await stage.must("s3", "PutBucketPolicy", {
    bucketName,
    policy: "",
    bucketPolicy: JSON.parse(
      allow({ Principal, Action: ["s3:GetBucketAcl", "s3:PutObject"], Resource }),
    ) as unknown,
  });
  if (operation === "CreateTrail") return input;
  await stage.must("cloudtrail", "CreateTrail", { Name: named.split("/").at(-1), S3BucketName: bucketName });
  return input;
}

async function kms({ must }: Stage, { operation, outcome }: RealCall, input: Input) {
  if (outcome !== "ok")
    return operation === "DescribeKey" ? { KeyId: "1234abcd-12ab-34cd-56ef-1234567890ab" } : input;
  const KeyId = "alias/of-the-sample";
  const { KeyMetadata } = JSON.parse(await must("kms", "CreateKey", {})) as {
    KeyMetadata: { KeyId: string };
  };
  await must("kms", "CreateAlias", { AliasName: KeyId, TargetKeyId: KeyMetadata.KeyId });
  if (operation !== "Decrypt")
    return { ...input, KeyId, ...(operation === "Encrypt" ? { Plaintext: "c2VjcmV0" } : {}) };
  const { EncryptionContext } = input;
  const sealed = await must("kms", "Encrypt", { KeyId, Plaintext: "c2VjcmV0", EncryptionContext });
  const { CiphertextBlob } = JSON.parse(sealed) as { CiphertextBlob: string };
  return { ...input, CiphertextBlob };
}

async function logs({ must }: Stage, { operation }: RealCall, input: Input) {
  if (operation !== "CreateLogGroup")
    await must("logs", "CreateLogGroup", { logGroupName: input["logGroupName"] });
  return input;
}

/** What the sandbox's RunInstances refuses by name. */
const notHonoured = [
  "BlockDeviceMapping",
  "CapacityReservationSpecification",
  "HibernationOptions",
  "NetworkInterface",
  "PrivateDnsNameOptions",
  "Tenancy",
];

async function ec2({ must }: Stage, { operation, outcome, records }: RealCall, input: Input) {
  if (/Malformed|NotFound/.test(outcome)) return input;
  // A group that is not there.
  if (/security-group\/\*/.test(records[0].errorMessage ?? "")) return input;
  const vpc = tag(await must("ec2", "DescribeVpcs", {}), "vpcId");
  const subnet = tag(await must("ec2", "DescribeSubnets", {}), "subnetId");
  const group = async (GroupName: string) =>
    tag(
      await must("ec2", "CreateSecurityGroup", { GroupName, GroupDescription: "g", VpcId: vpc }),
      "groupId",
    );
  const image = async (architecture: string) =>
    tag(
      await must("ec2", "DescribeImages", { Filter: [{ Name: "architecture", Value: [architecture] }] }),
      "imageId",
    );
  const sg = JSON.stringify(input).includes("sg-") ? await group("of-the-sample") : "";
  const machine = async () =>
    tag(
      await must("ec2", "RunInstances", {
        ImageId: await image("x86_64"),
        InstanceType: "t3.micro",
        MinCount: 1,
        MaxCount: 1,
      }),
      "instanceId",
    );
  const i = JSON.stringify(input).includes('"i-') ? await machine() : "";
  const ami = await image(
    outcome === "Client.InvalidParameterValue" && !input["IamInstanceProfile"] ? "arm64" : "x86_64",
  );
  const ours = JSON.parse(
    JSON.stringify(input)
      .replace(/"vpc-[\da-f]{8,}"/g, `"${vpc}"`)
      .replace(/"subnet-[\da-f]{8,}"/g, `"${subnet}"`)
      .replace(/"sg-[\da-f]{8,}"/g, `"${sg}"`)
      .replace(/"i-[\da-f]{8,}"/g, `"${i}"`)
      .replace(/"ami-\w+"/g, `"${ami}"`)
      .replace(/"\d+(\.\d+){3}\/0"/g, '"0.0.0.0/0"'),
  ) as Input;
  if (operation === "RevokeSecurityGroupIngress") await must("ec2", "AuthorizeSecurityGroupIngress", ours);
  if (operation === "AuthorizeSecurityGroupEgress")
    await must("ec2", "RevokeSecurityGroupEgress", {
      GroupId: sg,
      IpPermissions: [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }],
    });
  if (operation !== "RunInstances") return ours;
  for (const name of notHonoured) delete ours[name];
  if (typeof ours["KeyName"] === "string") await must("ec2", "CreateKeyPair", { KeyName: ours["KeyName"] });
  if (outcome === "ok") delete ours["IamInstanceProfile"];
  return ours;
}
