import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../../../../infra/sandbox/index.ts";
import { auditEverything, everything } from "./audit-everything.ts";
import { revealed, type Stage, stageOn, tag } from "./stage.ts";

let sandbox: Sandbox;
let stage: Stage;
beforeAll(async () => {
  sandbox = await startSandbox();
  stage = stageOn(sandbox);
  await auditEverything(stage);
});
afterAll(() => sandbox.close());

const json = (text: string) => JSON.parse(text) as Record<string, string>;

describe("what clients send and get to keep to themselves", () => {
  it("stands in no record, delivered or looked up", async () => {
    await stage.must("iam", "CreateUser", { UserName: "anna" });
    await stage.must("iam", "CreateAccessKey", { UserName: "anna" });
    await stage.must("iam", "CreateLoginProfile", { UserName: "anna", Password: "First-of-all-passwords-1" });
    await stage.must("iam", "UpdateLoginProfile", { UserName: "anna", Password: "Second-of-passwords-2" });
    await stage.call("iam", "CreateLoginProfile", { UserName: "nobody", Password: "Of-a-failed-call-3" });

    const session = await stage.must("sts", "GetSessionToken", {});
    const sessionToken = tag(session, "SessionToken");
    const keys = {
      accessKeyId: tag(session, "AccessKeyId"),
      secretAccessKey: tag(session, "SecretAccessKey"),
      sessionToken,
    };
    await stage.call("sts", "GetCallerIdentity", {}, keys);
    await stage.call("s3", "ListBuckets", {}, keys);

    const SerialNumber = `arn:aws:iam::${sandbox.accountId}:mfa/anna`;
    await stage.call("sts", "GetSessionToken", { SerialNumber, TokenCode: "739184" });

    await stage.must("ec2", "CreateKeyPair", { KeyName: "pair" });
    const x86 = { Filter: [{ Name: "architecture", Value: ["x86_64"] }] };
    const launch = {
      ImageId: tag(await stage.must("ec2", "DescribeImages", x86), "imageId"),
      InstanceType: "t3.micro",
      MinCount: 1,
      MaxCount: 1,
      UserData: Buffer.from("#!/bin/sh\nexport TOKEN=of-the-machine").toString("base64"),
    };
    await stage.must("ec2", "RunInstances", launch);
    await stage.call("ec2", "RunInstances", { ...launch, DryRun: true });

    const { KeyMetadata } = JSON.parse(await stage.must("kms", "CreateKey", {})) as {
      KeyMetadata: { KeyId: string };
    };
    const { KeyId } = KeyMetadata;
    const Plaintext = Buffer.from("a secret of the client").toString("base64");
    const { CiphertextBlob } = json(await stage.must("kms", "Encrypt", { KeyId, Plaintext }));
    await stage.must("kms", "Decrypt", { CiphertextBlob });
    await stage.must("kms", "GenerateDataKey", { KeyId, KeySpec: "AES_256" });
    await stage.must("kms", "GenerateRandom", { NumberOfBytes: 32 });

    const { QueueUrl } = json(await stage.must("sqs", "CreateQueue", { QueueName: "orders" }));
    await stage.must("sqs", "SendMessage", { QueueUrl, MessageBody: "body of a message" });
    const Entries = [{ Id: "1", MessageBody: "body of a message" }];
    await stage.must("sqs", "SendMessageBatch", { QueueUrl, Entries });
    await stage.must("sqs", "ReceiveMessage", { QueueUrl });
    const TopicArn = tag(await stage.must("sns", "CreateTopic", { Name: "news" }), "TopicArn");
    await stage.must("sns", "Publish", { TopicArn, Message: "text of a notice", Subject: "its subject" });

    await stage.must("s3", "CreateBucket", { bucketName: "of-the-client" });
    await stage.call("s3", "PutObject", {
      bucketName: "of-the-client/object",
      "x-amz-server-side-encryption-customer-algorithm": "AES256",
      "x-amz-server-side-encryption-customer-key": Buffer.alloc(32, 5).toString("base64"),
    });

    const records = [...(await everything(sandbox)), ...(await sandbox.records())];
    const names = new Set(records.map(({ eventName }) => eventName));
    for (const name of ["CreateLoginProfile", "SendMessageBatch", "Publish", "Decrypt", "PutObject"])
      expect(names).toContain(name);
    expect(stage.secrets.size).toBeGreaterThan(12);
    expect(revealed(records, stage)).toEqual([]);
    // AWS writes the token into the record of the call that made it (real records of AssumeRole), and nowhere else.
    const holders = records.filter((record) => JSON.stringify(record).includes(sessionToken));
    expect(new Set(holders.map(({ eventName }) => eventName))).toEqual(new Set(["GetSessionToken"]));
  });
});
