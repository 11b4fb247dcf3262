import { bucketPolicy } from "../program/bucket-policy.ts";
import { logPrefix } from "../program/log-prefix.ts";
import type { StackSettings } from "../stacks/settings.ts";
import type { LabStep } from "./step.ts";

/** The six steps as data. Screens, plain output and docs/steps/ are made from it. */
export const labSteps: readonly LabStep[] = [
  {
    id: "identity",
    title: "Identity and region",
    what: "Finds out which account and identity your credentials belong to, and which region the trail will call home. Nothing is written.",
    why: "A trail is only as trustworthy as your knowledge of where it was made. The bucket and the trail's home region are chosen here; the trail itself records every region.",
    console: (settings) => [
      "Open https://console.aws.amazon.com and sign in.",
      `Choose the region ${settings.region} at the top right.`,
      "Click your name at the top right and read the account ID.",
    ],
    cli: (settings) => ["aws sts get-caller-identity", `export AWS_REGION=${settings.region}`],
  },
  {
    id: "bucket",
    title: "Log bucket",
    what: "Creates the S3 bucket that will hold the log files: public access blocked, bucket owner enforced, encrypted, versioned, old files expired.",
    why: "Log files are evidence. Nobody outside may read them, an overwritten or deleted file must remain recoverable, and the oldest must go away by themselves.",
    through: "bucket",
    console: (settings) => [
      `S3 > Create bucket, region ${settings.region}, name ${settings.bucketName}.`,
      "Leave ACLs disabled (bucket owner enforced) and keep Block all public access checked.",
      "Bucket versioning: Enable. Default encryption: SSE-S3.",
      `Create bucket; then Management > Create lifecycle rule: expire objects after ${settings.retentionDays} days.`,
    ],
    cli: (settings) => {
      const bucket = settings.bucketName;
      const location =
        settings.region === "us-east-1"
          ? ""
          : ` --create-bucket-configuration LocationConstraint=${settings.region}`;
      return [
        `aws s3api create-bucket --bucket ${bucket} --region ${settings.region}${location}`,
        `aws s3api put-public-access-block --bucket ${bucket} --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true`,
        `aws s3api put-bucket-ownership-controls --bucket ${bucket} --ownership-controls 'Rules=[{ObjectOwnership=BucketOwnerEnforced}]'`,
        `aws s3api put-bucket-encryption --bucket ${bucket} --server-side-encryption-configuration '{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"AES256"}}]}'`,
        `aws s3api put-bucket-versioning --bucket ${bucket} --versioning-configuration Status=Enabled`,
        `aws s3api put-bucket-lifecycle-configuration --bucket ${bucket} --lifecycle-configuration ${quoted(lifecycle(settings))}`,
      ];
    },
  },
  {
    id: "policy",
    title: "Bucket policy",
    what: "Lets CloudTrail, on behalf of this one trail only, read the bucket's ACL and put log files below AWSLogs/; refuses everybody who does not use TLS.",
    why: "CloudTrail checks both permissions when the trail is made. Without aws:SourceArn anybody's trail could write into this bucket; without the GetBucketAcl statement the trail is refused.",
    through: "policy",
    console: (settings) => [
      `S3 > ${settings.bucketName} > Permissions > Bucket policy > Edit.`,
      "Paste the policy document (the AWS CLI line shows it whole) and save.",
    ],
    cli: (settings, accountId) => [
      `aws s3api put-bucket-policy --bucket ${settings.bucketName} --policy ${quoted(JSON.stringify(bucketPolicy(settings, accountId)))}`,
    ],
  },
  {
    id: "trail",
    title: "Trail",
    what: "Creates the trail for all regions with log file validation, and starts logging.",
    why: "An attacker works in the region you do not watch, so the trail covers all of them; validation digests show later whether a log file was changed or removed.",
    through: "trail",
    console: (settings) => [
      `CloudTrail > Trails > Create trail, name ${settings.trailName}.`,
      `Storage location: Use existing S3 bucket, ${settings.bucketName}.`,
      "Log file validation: Enabled. A trail made in the console applies to all regions.",
      "Event type: Management events, Read and Write; then Create trail.",
    ],
    cli: (settings) => [
      `aws cloudtrail create-trail --region ${settings.region} --name ${settings.trailName} --s3-bucket-name ${settings.bucketName}${settings.keyPrefix ? ` --s3-key-prefix ${quoted(settings.keyPrefix)}` : ""} --is-multi-region-trail --include-global-service-events --enable-log-file-validation`,
      `aws cloudtrail start-logging --region ${settings.region} --name ${settings.trailName}`,
      `aws cloudtrail get-trail-status --region ${settings.region} --name ${settings.trailName}`,
    ],
  },
  {
    id: "events",
    title: "Generate events",
    what: "Makes a few harmless calls: an EC2 launch, an IAM user, a security-group rule, and one call that is denied on purpose. Each cleans up after itself.",
    why: "An empty log proves nothing. Calls of your own, with request IDs you know, show whether the trail records what it should, denied calls included.",
    console: () => [
      "EC2 > Launch instance (terminate it afterwards).",
      "IAM > Users > Create user, then delete it.",
      "EC2 > Security groups > Create, add an inbound rule, remove it, delete the group.",
      "Switch role: enter a role that does not exist; it is denied.",
    ],
    cli: (settings, accountId) => [
      `aws ec2 run-instances --region ${settings.region} --dry-run --instance-type t3.micro --image-id resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64`,
      "aws iam create-user --path /trailwright/ --user-name trailwright-lab",
      "aws iam delete-user --user-name trailwright-lab",
      `aws ec2 create-security-group --region ${settings.region} --group-name trailwright-lab --description "Trailwright lab, may be deleted"`,
      `aws ec2 authorize-security-group-ingress --region ${settings.region} --group-name trailwright-lab --protocol tcp --port 22 --cidr 192.0.2.0/24`,
      `aws ec2 revoke-security-group-ingress --region ${settings.region} --group-name trailwright-lab --protocol tcp --port 22 --cidr 192.0.2.0/24`,
      `aws ec2 delete-security-group --region ${settings.region} --group-name trailwright-lab`,
      `aws sts assume-role --role-arn arn:aws:iam::${accountId}:role/trailwright-denied-on-purpose --role-session-name trailwright`,
    ],
  },
  {
    id: "watch",
    title: "Watch",
    what: "Reads the delivered log files and tells for each of your calls whether it has arrived, after how long, and in which object.",
    why: "The trail is finished when a call you made comes back out of a delivered log file, not before. CloudTrail typically needs about five minutes in a real account.",
    console: (settings, accountId) => [
      `S3 > ${settings.bucketName} > ${logPrefix(settings, accountId)}, then region, year, month, day.`,
      "Download a .json.gz file, unzip it, and look for your request IDs.",
    ],
    cli: (settings, accountId) => [
      `aws s3 ls --recursive s3://${settings.bucketName}/${logPrefix(settings, accountId)}`,
      `aws s3 cp --recursive s3://${settings.bucketName}/${logPrefix(settings, accountId)} logs/ && find logs -name '*.gz' -exec gunzip -c {} +`,
    ],
  },
];

function lifecycle(settings: StackSettings): string {
  return JSON.stringify({
    Rules: [
      {
        ID: "expire-log-files",
        Status: "Enabled",
        Filter: {},
        Expiration: { Days: settings.retentionDays },
        NoncurrentVersionExpiration: { NoncurrentDays: 30 },
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
      },
    ],
  });
}

/** Quoted for a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
