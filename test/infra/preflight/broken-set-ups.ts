import { CreateTrailCommand, StartLoggingCommand } from "@aws-sdk/client-cloudtrail";
import { CreateAccessKeyCommand, CreateUserCommand, PutUserPolicyCommand } from "@aws-sdk/client-iam";
import { CreateKeyCommand, DisableKeyCommand, ScheduleKeyDeletionCommand } from "@aws-sdk/client-kms";
import { DescribeOrganizationCommand, EnableAWSServiceAccessCommand } from "@aws-sdk/client-organizations";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import type { MadeBefore } from "../../../infra/preflight/facts.ts";
import type { Severity } from "../../../infra/preflight/finding.ts";
import { bucketPolicy } from "../../../infra/program/bucket-policy.ts";
import { keyPolicy } from "../../../infra/program/key-policy.ts";
import type { StackSettings } from "../../../infra/stacks/settings.ts";
import type { Target } from "../../../infra/target/target.ts";
import { bucketName, type Scene, settingsOf } from "./situations.ts";

/** What a prepared set-up consists of. */
interface Prepared {
  readonly settings: StackSettings;
  readonly target?: Target;
  readonly made?: MadeBefore;
  readonly now?: number;
}

/** One way in which bringing a stack up cannot go well, or not as meant. */
export interface BrokenSetUp {
  readonly name: string;
  prepare(scene: Scene): Promise<Prepared>;
  readonly rule: string;
  readonly severity: Severity;
  readonly what: RegExp;
  readonly mend: RegExp;
  /** What the real up fails with when nobody has looked before; absent where that is not tried. */
  readonly fails?: RegExp;
}

const another = (name: string) => `cloudtrail-logs-${name}`;

/** A bucket that another trail of the account delivers into. */
async function readyBucket(
  scene: Scene,
  bucket: string,
  trailName: string,
  more: Partial<StackSettings> = {},
) {
  await scene.s3.send(new CreateBucketCommand({ Bucket: bucket }));
  const settings = settingsOf({ bucketName: bucket, trailName, ...more });
  await scene.putPolicy(bucket, bucketPolicy(settings, scene.accountId).Statement);
}

async function trail(scene: Scene, name: string): Promise<void> {
  const bucket = another(name);
  await readyBucket(scene, bucket, name);
  await scene.cloudtrail.send(
    new CreateTrailCommand({ Name: name, S3BucketName: bucket, IsMultiRegionTrail: true }),
  );
  await scene.cloudtrail.send(new StartLoggingCommand({ Name: name }));
}

async function key(scene: Scene, region = "us-east-1", policy?: string): Promise<string> {
  const kms = scene.kms(region);
  const made = await kms.send(new CreateKeyCommand(policy === undefined ? {} : { Policy: policy }));
  return made.KeyMetadata!.Arn!;
}

const goodKeyPolicy = (scene: Scene) => JSON.stringify(keyPolicy(settingsOf(), scene.accountId));

/** A user with one policy, as a target. */
async function user(scene: Scene, statements: readonly object[]): Promise<Target> {
  await scene.iam.send(new CreateUserCommand({ UserName: "builder" }));
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: statements });
  await scene.iam.send(
    new PutUserPolicyCommand({ UserName: "builder", PolicyName: "builder", PolicyDocument }),
  );
  const { AccessKey } = await scene.iam.send(new CreateAccessKeyCommand({ UserName: "builder" }));
  return scene.as({
    accessKeyId: AccessKey!.AccessKeyId!,
    secretAccessKey: AccessKey!.SecretAccessKey!,
  });
}

const everything = { Effect: "Allow", Action: "*", Resource: "*" };

async function organizationId(scene: Scene): Promise<string> {
  const { Organization } = await scene.organizations.send(new DescribeOrganizationCommand({}));
  return Organization!.Id!;
}

const ending = async (scene: Scene, milliseconds: number): Promise<Prepared> => {
  const target = await scene.as(scene.sandbox.credentials);
  const now = Date.now();
  const expiration = new Date(now + milliseconds);
  const clientConfig: Target["clientConfig"] = (region) => ({
    ...target.clientConfig(region),
    // The clients would not use credentials that are over; their end is only looked at here.
    credentials: async () => ({ ...scene.sandbox.credentials, ...(region ? {} : { expiration }) }),
  });
  return { settings: settingsOf(), target: { ...target, clientConfig }, now };
};

export const brokenSetUps: readonly BrokenSetUp[] = [
  {
    name: "the account has the bucket already",
    async prepare({ s3 }) {
      await s3.send(new CreateBucketCommand({ Bucket: bucketName }));
      return { settings: settingsOf({}) };
    },
    rule: "bucket-is-there",
    severity: "error",
    what: /is there already, and this stack did not make it/,
    mend: /--adopt bucket.*--leave bucket/,
  },
  {
    name: "another account has a bucket of this name",
    async prepare({ otherS3 }) {
      await otherS3.send(new CreateBucketCommand({ Bucket: bucketName }));
      return { settings: settingsOf() };
    },
    rule: "bucket-name-taken",
    severity: "error",
    what: /another account has a bucket of this name/,
    mend: /Choose another name/,
    fails: /taken|BucketAlreadyExists/,
  },
  {
    name: "the central bucket is not there",
    prepare: async () => ({ settings: settingsOf({ centralBucket: true }) }),
    rule: "central-bucket-gone",
    severity: "error",
    what: /There is no bucket/,
    mend: /log archive's stack up first/,
    fails: /does not exist|NoSuchBucket|S3BucketDoesNotExist/,
  },
  {
    name: "the central bucket is for another trail",
    async prepare(scene) {
      await readyBucket(scene, bucketName, "other");
      return { settings: settingsOf({ centralBucket: true }) };
    },
    rule: "bucket-policy",
    severity: "error",
    what: /aws:SourceArn wants .*trail\/other and CloudTrail sends .*trail\/audit/,
    mend: /Let aws:SourceArn be .*trail\/audit/,
    fails: /bucket policy|InsufficientS3BucketPolicy/i,
  },
  {
    name: "the central bucket's policy knows no prefix",
    async prepare(scene) {
      await readyBucket(scene, bucketName, "audit");
      return { settings: settingsOf({ centralBucket: true, keyPrefix: "org" }) };
    },
    rule: "bucket-policy",
    severity: "error",
    what: /does not cover .*\/org\/AWSLogs/,
    mend: /Let its Resource be .*\/org\/AWSLogs\/111122223333\/\*/,
    fails: /bucket policy|InsufficientS3BucketPolicy/i,
  },
  {
    name: "the central bucket denies what is not encrypted with a key",
    async prepare(scene) {
      await readyBucket(scene, bucketName, "audit");
      await scene.putPolicy(bucketName, [
        ...bucketPolicy(settingsOf(), scene.accountId).Statement,
        {
          Sid: "OnlyKms",
          Effect: "Deny",
          Principal: "*",
          Action: "s3:PutObject",
          Resource: `arn:aws:s3:::${bucketName}/*`,
          Condition: { StringNotEquals: { "s3:x-amz-server-side-encryption": "aws:kms" } },
        },
      ]);
      return { settings: settingsOf({ centralBucket: true }) };
    },
    rule: "bucket-policy",
    severity: "error",
    what: /Statement "OnlyKms" denies/,
    mend: /a Deny wins over every Allow/,
    fails: /bucket policy|InsufficientS3BucketPolicy/i,
  },
  {
    name: "the central bucket is another account's, whose policy nobody here may read",
    async prepare({ otherS3 }) {
      await otherS3.send(new CreateBucketCommand({ Bucket: bucketName }));
      return { settings: settingsOf({ centralBucket: true }) };
    },
    rule: "bucket-policy-unseen",
    severity: "note",
    what: /cannot be told/,
    mend: /Ask the bucket's owner .*trail\/audit/,
    fails: /bucket policy|InsufficientS3BucketPolicy/i,
  },
  {
    name: "a trail of this name is there",
    async prepare(scene) {
      await trail(scene, "audit");
      return { settings: settingsOf() };
    },
    rule: "trail-is-there",
    severity: "error",
    what: /Trail audit is there already/,
    mend: /--adopt trail/,
    fails: /already exists|TrailAlreadyExists|a trail audit/i,
  },
  {
    name: "the region has five trails",
    async prepare(scene) {
      for (const name of ["one", "two", "three", "four", "five"]) await trail(scene, name);
      return { settings: settingsOf() };
    },
    rule: "trail-limit",
    severity: "error",
    what: /has 5 trails already: five, four, one, three, two/,
    mend: /Delete a trail/,
    fails: /Maximum|five trails|exceed/i,
  },
  {
    name: "the key is disabled",
    async prepare(scene) {
      const kmsKey = await key(scene, "us-east-1", goodKeyPolicy(scene));
      await scene.kms().send(new DisableKeyCommand({ KeyId: kmsKey }));
      return { settings: settingsOf({ kmsKey }) };
    },
    rule: "key-unusable",
    severity: "error",
    what: /is not enabled \(Disabled\)/,
    mend: /aws kms enable-key/,
    fails: /disabled|Kms/i,
  },
  {
    name: "the key is about to be deleted",
    async prepare(scene) {
      const kmsKey = await key(scene, "us-east-1", goodKeyPolicy(scene));
      await scene.kms().send(new ScheduleKeyDeletionCommand({ KeyId: kmsKey }));
      return { settings: settingsOf({ kmsKey }) };
    },
    rule: "key-unusable",
    severity: "error",
    what: /is about to be deleted/,
    mend: /aws kms cancel-key-deletion/,
    fails: /pending|deletion|Kms/i,
  },
  {
    name: "the key's policy knows no CloudTrail",
    prepare: async (scene) => ({ settings: settingsOf({ kmsKey: await key(scene) }) }),
    rule: "key-policy",
    severity: "error",
    what: /does not let trail audit encrypt/,
    mend: /allows Service cloudtrail\.amazonaws\.com the action kms:GenerateDataKey\*/,
    fails: /encrypt|InsufficientEncryptionPolicy/i,
  },
  {
    name: "the key is not there",
    prepare: async () => ({
      settings: settingsOf({
        kmsKey: "arn:aws:kms:us-east-1:111122223333:key/11111111-2222-3333-4444-555555555555",
      }),
    }),
    rule: "key-missing",
    severity: "error",
    what: /There is no key/,
    mend: /trailwright:kmsKey: own/,
    fails: /key|Kms/i,
  },
  {
    name: "the key is not in the central bucket's region",
    async prepare(scene) {
      const kmsKey = await key(scene, "eu-west-1", goodKeyPolicy(scene));
      await readyBucket(scene, bucketName, "audit");
      return { settings: settingsOf({ centralBucket: true, kmsKey }) };
    },
    rule: "key-region",
    severity: "error",
    what: /is in eu-west-1, bucket .* in us-east-1/,
    mend: /Name a key in us-east-1/,
    fails: /key|Kms/i,
  },
  {
    name: "an organization's trail outside of its management account",
    prepare: async (scene) => ({
      settings: settingsOf({ organizationTrail: true, organizationId: await organizationId(scene) }),
    }),
    rule: "not-management-account",
    severity: "error",
    what: /may not make trails of the organization; its management account is 777788889999/,
    mend: /credentials or a role of account 777788889999/,
    fails: /organization|management account/i,
  },
  {
    name: "an organization's trail without trusted access",
    async prepare(scene) {
      const id = await organizationId(scene);
      return {
        settings: settingsOf({ organizationTrail: true, organizationId: id }),
        target: await scene.as(scene.account("management")),
      };
    },
    rule: "no-trusted-access",
    severity: "error",
    what: /no trusted access/,
    mend: /enable-aws-service-access/,
    fails: /CloudTrailAccessNotEnabled|trusted|service.access|not enabled/i,
  },
  {
    name: "the settings name another organization",
    async prepare(scene) {
      const ServicePrincipal = "cloudtrail.amazonaws.com";
      await scene.organizations.send(new EnableAWSServiceAccessCommand({ ServicePrincipal }));
      return {
        settings: settingsOf({ organizationTrail: true, organizationId: "o-aaaabbbbcc" }),
        target: await scene.as(scene.account("management")),
      };
    },
    rule: "other-organization",
    severity: "error",
    what: /belongs to o-/,
    mend: /Set trailwright:organizationId: o-/,
    fails: /bucket policy|InsufficientS3BucketPolicy/i,
  },
  {
    name: "the identity may only look",
    prepare: async (scene) => ({
      settings: settingsOf(),
      target: await user(scene, [
        {
          Effect: "Allow",
          Action: [
            "s3:Get*",
            "s3:List*",
            "cloudtrail:Get*",
            "cloudtrail:List*",
            "iam:SimulatePrincipalPolicy",
          ],
          Resource: "*",
        },
        { Effect: "Allow", Action: "cloudtrail:DescribeTrails", Resource: "*" },
      ]),
    }),
    rule: "permission-missing",
    severity: "error",
    what: /user\/builder may not do what the log bucket needs.*s3:CreateBucket/,
    mend: /Allow the identity these actions/,
    fails: /not authorized|AccessDenied|may not do/i,
  },
  {
    name: "the identity is denied to start trails",
    prepare: async (scene) => ({
      settings: settingsOf(),
      target: await user(scene, [
        everything,
        { Effect: "Deny", Action: "cloudtrail:StartLogging", Resource: "*" },
      ]),
    }),
    rule: "permission-missing",
    severity: "error",
    what: /the trail needs on .*: cloudtrail:StartLogging\./,
    mend: /Take that out of the Deny/,
    fails: /explicit deny|AccessDenied|may not do/i,
  },
  {
    name: "the identity may not ask the simulator",
    prepare: async (scene) => ({
      settings: settingsOf(),
      target: await user(scene, [everything, { Effect: "Deny", Action: "iam:Simulate*", Resource: "*" }]),
    }),
    rule: "cannot-tell",
    severity: "note",
    what: /Nothing can be told about this identity's permissions/,
    mend: /Allow this identity iam:SimulatePrincipalPolicy/,
  },
  {
    name: "the credentials are over",
    prepare: (scene) => ending(scene, -60_000),
    rule: "credentials-ended",
    severity: "error",
    what: /The credentials ended at/,
    mend: /Renew them first/,
  },
  {
    name: "the credentials end in five minutes",
    prepare: (scene) => ending(scene, 5 * 60_000),
    rule: "credentials-ending",
    severity: "warning",
    what: /end in 5 minutes/,
    mend: /Renew them first/,
  },
  {
    name: "the bucket for access logs is not there",
    prepare: async () => ({ settings: settingsOf({ accessLogBucket: "access-logs-nowhere" }) }),
    rule: "access-log-bucket",
    severity: "error",
    what: /for access logs does not exist/,
    mend: /Create it first/,
    fails: /InvalidTargetBucket|target bucket|does not exist/i,
  },
  {
    name: "the bucket for access logs is in another region",
    async prepare({ s3 }) {
      await s3.send(
        new CreateBucketCommand({
          Bucket: "access-logs-elsewhere",
          CreateBucketConfiguration: { LocationConstraint: "eu-west-1" },
        }),
      );
      return { settings: settingsOf({ accessLogBucket: "access-logs-elsewhere" }) };
    },
    rule: "access-log-bucket",
    severity: "error",
    what: /is in eu-west-1, the log bucket in us-east-1/,
    mend: /Name a bucket in us-east-1/,
    fails: /location|region|CrossLocation/i,
  },
  {
    name: "another trail records management events already",
    async prepare(scene) {
      await trail(scene, "baseline");
      return { settings: settingsOf() };
    },
    rule: "second-copy",
    severity: "warning",
    what: /recorded already, by baseline \(read and write\)/,
    mend: /Let the trail that is there do/,
  },
  {
    name: "the log bucket's own objects are recorded",
    prepare: async () => ({
      settings: settingsOf({
        purpose: "custom",
        selectors: [
          {
            FieldSelectors: [
              { Field: "eventCategory", Equals: ["Data"] },
              { Field: "resources.type", Equals: ["AWS::S3::Object"] },
            ],
          },
        ],
      }),
    }),
    rule: "log-bucket-recorded",
    severity: "warning",
    what: /so are those to the log bucket/,
    mend: /NotStartsWith/,
  },
  {
    name: "alarms on a trail of data events",
    prepare: async () => ({
      settings: settingsOf({ purpose: "s3-objects", logGroup: { retentionDays: 30 }, alarms: "compliance" }),
    }),
    rule: "alarms-hear-nothing",
    severity: "warning",
    what: /this trail records none/,
    mend: /purpose records management events/,
  },
  {
    name: "alarms that tell nobody",
    prepare: async () => ({
      settings: settingsOf({ logGroup: { retentionDays: 30 }, alarms: "compliance" }),
    }),
    rule: "alarms-tell-nobody",
    severity: "warning",
    what: /name nobody to be told/,
    mend: /trailwright:subscriptions/,
  },
  {
    name: "locked files that destroy is to delete",
    prepare: async () => ({ settings: settingsOf({ objectLock: { mode: "COMPLIANCE", days: 30 } }) }),
    rule: "lock-stops-destroy",
    severity: "warning",
    what: /nobody can delete a locked file/,
    mend: /GOVERNANCE/,
  },
];
