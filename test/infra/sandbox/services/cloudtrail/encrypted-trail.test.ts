import {
  CreateTrailCommand,
  GetTrailStatusCommand,
  StartLoggingCommand,
  UpdateTrailCommand,
} from "@aws-sdk/client-cloudtrail";
import { CreateUserCommand } from "@aws-sdk/client-iam";
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  KMSClient,
  PutKeyPolicyCommand,
} from "@aws-sdk/client-kms";
import {
  CreateBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseObjectKey } from "../../../../../infra/cloudtrail/object-key.ts";
import { pythonTools } from "../../../../helpers/python-tools.ts";
import { refusal } from "../../../../helpers/sandbox-clients.ts";
import {
  startTrailSandbox,
  type TrailSandbox,
  trailPolicy,
  validateLogs,
} from "../../../../helpers/trail-sandbox.ts";

const hour = 3_600_000;

/** The statements that AWS's user guide asks for, scoped to one trail, beside the account's own. */
function keyPolicy(accountId: string, trailArn: string, leaveOut?: string): string {
  const Principal = { Service: "cloudtrail.amazonaws.com" };
  const of = { "aws:SourceArn": trailArn };
  const statements = [
    {
      Sid: "Account",
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${accountId}:root` },
      Action: "kms:*",
      Resource: "*",
    },
    {
      Sid: "Encrypt",
      Effect: "Allow",
      Principal,
      Action: "kms:GenerateDataKey*",
      Resource: "*",
      Condition: {
        StringEquals: of,
        StringLike: {
          "kms:EncryptionContext:aws:cloudtrail:arn": `arn:aws:cloudtrail:*:${accountId}:trail/*`,
        },
      },
    },
    {
      Sid: "Describe",
      Effect: "Allow",
      Principal,
      Action: "kms:DescribeKey",
      Resource: "*",
      Condition: { StringEquals: of },
    },
  ];
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: statements.filter(({ Sid }) => Sid !== leaveOut),
  });
}

describe("a trail with a KMS key", () => {
  let box: TrailSandbox;
  let kms: KMSClient;
  let keyArn: string;
  let keyId: string;
  const trail = "Main";
  const setPolicy = (policy: string) => kms.send(new PutKeyPolicyCommand({ KeyId: keyId, Policy: policy }));
  const policy = (leaveOut?: string) => keyPolicy(box.sandbox.accountId, box.trailArn(trail), leaveOut);
  const create = (KmsKeyId: string, S3BucketName = "logs") =>
    box
      .cloudtrail()
      .send(new CreateTrailCommand({ Name: trail, S3BucketName, KmsKeyId, EnableLogFileValidation: true }));
  const status = () => box.cloudtrail().send(new GetTrailStatusCommand({ Name: trail }));

  beforeAll(async () => {
    box = await startTrailSandbox();
    const { endpoint, region, credentials } = box.sandbox;
    kms = new KMSClient({ endpoint, region, credentials, maxAttempts: 1 });
    await box.bucketFor("logs", trail);
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    keyArn = KeyMetadata!.Arn!;
    keyId = KeyMetadata!.KeyId!;
    await kms.send(new CreateAliasCommand({ AliasName: "alias/logs", TargetKeyId: keyId }));
  });
  afterAll(async () => {
    kms.destroy();
    await box.close();
  });

  it("is refused while the key policy lacks something, and told what", async () => {
    const bare = await refusal(create(keyId));
    expect(bare.name).toBe("InsufficientEncryptionPolicyException");
    expect(bare.message).toMatch(/^Insufficient permissions to access S3 bucket logs or KMS key /);
    expect(bare.message).toContain("the action kms:GenerateDataKey*");
    expect(bare.message).toContain("the action kms:DescribeKey");

    await setPolicy(policy("Describe"));
    const undescribed = await refusal(create("alias/logs"));
    expect(undescribed.name).toBe("InsufficientEncryptionPolicyException");
    expect(undescribed.message).not.toContain("the action kms:GenerateDataKey*");

    await setPolicy(policy("Encrypt"));
    const unencrypted = await refusal(create(keyArn));
    expect(unencrypted.name).toBe("InsufficientEncryptionPolicyException");
    expect(unencrypted.message).toContain("the action kms:GenerateDataKey*");
    expect(unencrypted.message).not.toContain("the action kms:DescribeKey");

    await setPolicy(keyPolicy(box.sandbox.accountId, box.trailArn("Another")));
    expect((await refusal(create(keyArn))).message).toContain(
      `its condition StringEquals aws:SourceArn wants ${box.trailArn("Another")}`,
    );
  });

  it("is refused with a key that is none, is not there, is elsewhere or is disabled", async () => {
    await setPolicy(policy());
    expect((await refusal(create("not a key"))).name).toBe("InvalidKmsKeyIdException");
    expect((await refusal(create("alias/none"))).name).toBe("KmsKeyNotFoundException");
    await box.s3.send(new CreateBucketCommand({ Bucket: "logs-elsewhere" }));
    expect((await refusal(create(keyArn.replace("us-east-1", "eu-west-1")))).name).toBe(
      "KmsKeyNotFoundException",
    );
    await kms.send(new DisableKeyCommand({ KeyId: keyId }));
    expect((await refusal(create(keyArn))).name).toBe("KmsException");
    await kms.send(new EnableKeyCommand({ KeyId: keyId }));
  });

  it("answers with the key's ARN, and writes log files under it with the trail as encryption context", async () => {
    const start = new Date(box.clock.now().getTime() - hour).toISOString();
    expect(await create("alias/logs")).toMatchObject({ KmsKeyId: keyArn });
    await box.cloudtrail().send(new StartLoggingCommand({ Name: trail }));
    await box.iam.send(new CreateUserCommand({ UserName: "anna" }));
    const files = await box.files("logs");
    expect(files.length).toBeGreaterThan(0);
    for (const { headers } of files) expect(headers["encryption"]).toBe("aws:kms");
    const logFile = files.find(({ key }) => parseObjectKey(key)?.family === "CloudTrail")!;
    const head = await box.s3.send(new HeadObjectCommand({ Bucket: "logs", Key: logFile.key }));
    expect(head).toMatchObject({ SSEKMSKeyId: keyArn, ContentEncoding: "gzip" });

    const records = await box.records("logs");
    const dataKeys = records.filter(
      ({ eventName, userIdentity }) => eventName === "GenerateDataKey" && userIdentity?.type === "AWSService",
    );
    expect(dataKeys.map(({ requestParameters }) => requestParameters)).toContainEqual(
      expect.objectContaining({
        keyId: keyArn,
        encryptionContext: {
          "aws:cloudtrail:arn": box.trailArn(trail),
          "aws:s3:arn": `arn:aws:s3:::logs/${logFile.key}`,
        },
      }),
    );
    if (!pythonTools()) return;
    box.clock.advance(hour);
    await box.files("logs");
    const { stdout, stderr, code } = await validateLogs(box, trail, start);
    expect(stderr).toBe("");
    expect(stdout).toMatch(/digest files valid/);
    expect(stdout).not.toContain("INVALID");
    expect(code).toBe(0);
  });

  it("keeps records while the key is disabled or refuses, and delivers them afterwards", async () => {
    const wait = () => box.clock.advance(60_000);
    await box.files("logs");
    await kms.send(new DisableKeyCommand({ KeyId: keyId }));
    await box.iam.send(new CreateUserCommand({ UserName: "kept-one" }));
    await box.sandbox.delivered();
    expect((await status()).LatestDeliveryError).toBe("KMS.DisabledException");
    await kms.send(new EnableKeyCommand({ KeyId: keyId }));
    await setPolicy(policy("Encrypt"));
    await box.iam.send(new CreateUserCommand({ UserName: "kept-two" }));
    wait();
    await box.sandbox.delivered();
    expect((await status()).LatestDeliveryError).toBe("AccessDenied");
    await setPolicy(policy());
    wait();
    const users = (await box.records("logs"))
      .filter(({ eventName }) => eventName === "CreateUser")
      .map(({ requestParameters }) => requestParameters?.["userName"]);
    expect(users).toEqual(["anna", "kept-one", "kept-two"]);
    expect((await status()).LatestDeliveryError).toBeUndefined();
  });

  it("is without it after an update to an empty key", async () => {
    const kept = await box.cloudtrail().send(new UpdateTrailCommand({ Name: trail, S3KeyPrefix: "" }));
    expect(kept.KmsKeyId).toBe(keyArn);
    const updated = await box.cloudtrail().send(new UpdateTrailCommand({ Name: trail, KmsKeyId: "" }));
    expect(updated.KmsKeyId).toBeUndefined();
    const before = new Set((await box.files("logs")).map(({ key }) => key));
    await box.iam.send(new CreateUserCommand({ UserName: "plain" }));
    const after = (await box.files("logs")).filter(({ key }) => !before.has(key));
    expect(after.map(({ headers }) => headers["encryption"])).toEqual(after.map(() => "AES256"));
    expect(after.length).toBeGreaterThan(0);
  });

  it("delivers to a bucket of the log archive under a key of the log archive", async () => {
    const archive = box.sandbox.accounts.find((account) => account.name === "log-archive")!;
    const { endpoint, region } = box.sandbox;
    const options = { endpoint, region, credentials: archive.credentials, maxAttempts: 1 };
    const [archiveKms, archiveS3] = [
      new KMSClient(options),
      new S3Client({ ...options, forcePathStyle: true }),
    ];
    const Bucket = "archive-logs";
    const arn = box.trailArn("Archived");
    await archiveS3.send(new CreateBucketCommand({ Bucket }));
    const statements = trailPolicy(Bucket, box.sandbox.accountId, arn);
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: statements });
    await archiveS3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    const { KeyMetadata } = await archiveKms.send(new CreateKeyCommand({}));
    const archived = () =>
      box
        .cloudtrail()
        .send(
          new CreateTrailCommand({ Name: "Archived", S3BucketName: Bucket, KmsKeyId: KeyMetadata!.Arn! }),
        );
    const refused = await refusal(archived());
    expect(refused.name).toBe("InsufficientEncryptionPolicyException");
    // What another account's key policy says is not told.
    expect(refused.message).not.toContain("Sid");
    const [account, encrypt, describeKey] = (
      JSON.parse(keyPolicy(box.sandbox.accountId, arn)) as { Statement: object[] }
    ).Statement;
    const ours = { ...account, Principal: { AWS: `arn:aws:iam::${archive.id}:root` } };
    const Statement = [ours, encrypt, describeKey];
    const keyStatements = JSON.stringify({ Version: "2012-10-17", Statement });
    await archiveKms.send(new PutKeyPolicyCommand({ KeyId: KeyMetadata!.KeyId!, Policy: keyStatements }));
    expect((await archived()).KmsKeyId).toBe(KeyMetadata!.Arn);
    await box.cloudtrail().send(new StartLoggingCommand({ Name: "Archived" }));
    await box.iam.send(new CreateUserCommand({ UserName: "archived" }));
    await box.sandbox.delivered();
    const Prefix = `AWSLogs/${box.sandbox.accountId}/CloudTrail/us-east-1/`;
    const { Contents } = await archiveS3.send(new ListObjectsV2Command({ Bucket, Prefix }));
    const head = await archiveS3.send(new HeadObjectCommand({ Bucket, Key: Contents![0]!.Key! }));
    expect(head.SSEKMSKeyId).toBe(KeyMetadata!.Arn);
    archiveKms.destroy();
    archiveS3.destroy();
  });
});
