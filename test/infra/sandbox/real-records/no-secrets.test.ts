import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../../../../infra/sandbox/index.ts";
import { auditEverything, everything } from "./audit-everything.ts";
import { type Stage, stageOn, tag } from "./stage.ts";

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
    const secrets: string[] = [sandbox.credentials.secretAccessKey];
    const keep = (...texts: string[]) => secrets.push(...texts);

    await stage.must("iam", "CreateUser", { UserName: "anna" });
    const created = await stage.must("iam", "CreateAccessKey", { UserName: "anna" });
    keep(tag(created, "SecretAccessKey"));
    for (const [operation, Password] of [
      ["CreateLoginProfile", "First-of-all-passwords-1"],
      ["UpdateLoginProfile", "Second-of-all-passwords-2"],
    ] as const) {
      await stage.must("iam", operation, { UserName: "anna", Password });
      keep(Password);
    }
    await stage.call("iam", "CreateLoginProfile", { UserName: "nobody-there", Password: "Third-password-3" });
    keep("Third-password-3");

    const session = await stage.must("sts", "GetSessionToken", {});
    keep(tag(session, "SecretAccessKey"));
    const token = tag(session, "SessionToken");
    const temporary = {
      accessKeyId: tag(session, "AccessKeyId"),
      secretAccessKey: tag(session, "SecretAccessKey"),
      sessionToken: token,
    };
    await stage.call("sts", "GetCallerIdentity", {}, temporary);
    await stage.call("s3", "ListBuckets", {}, temporary);

    const pair = await stage.must("ec2", "CreateKeyPair", { KeyName: "pair" });
    keep(...tag(pair, "keyMaterial").split("\n").slice(1, 3));
    const image = tag(
      await stage.must("ec2", "DescribeImages", { Filter: [{ Name: "architecture", Value: ["x86_64"] }] }),
      "imageId",
    );
    const UserData = Buffer.from("#!/bin/sh\nexport TOKEN=of-the-machine").toString("base64");
    await stage.must("ec2", "RunInstances", {
      ImageId: image,
      InstanceType: "t3.micro",
      MinCount: 1,
      MaxCount: 1,
      UserData,
    });
    keep(UserData, "of-the-machine");

    const { KeyId } = (
      JSON.parse(await stage.must("kms", "CreateKey", {})) as { KeyMetadata: { KeyId: string } }
    ).KeyMetadata;
    const Plaintext = Buffer.from("a secret of the client").toString("base64");
    const sealed = json(await stage.must("kms", "Encrypt", { KeyId, Plaintext }))["CiphertextBlob"]!;
    await stage.must("kms", "Decrypt", { CiphertextBlob: sealed });
    const data = json(await stage.must("kms", "GenerateDataKey", { KeyId, KeySpec: "AES_256" }));
    const random = json(await stage.must("kms", "GenerateRandom", { NumberOfBytes: 32 }));
    keep(Plaintext, sealed, data["Plaintext"]!, data["CiphertextBlob"]!, random["Plaintext"]!);

    const { QueueUrl } = json(await stage.must("sqs", "CreateQueue", { QueueName: "orders" }));
    await stage.must("sqs", "SendMessage", { QueueUrl, MessageBody: "body of a message" });
    await stage.must("sqs", "SendMessageBatch", {
      QueueUrl,
      Entries: [{ Id: "1", MessageBody: "body of another message" }],
    });
    await stage.must("sqs", "ReceiveMessage", { QueueUrl });
    const TopicArn = tag(await stage.must("sns", "CreateTopic", { Name: "news" }), "TopicArn");
    await stage.must("sns", "Publish", { TopicArn, Message: "text of a notice", Subject: "its subject" });
    keep("body of a message", "body of another message", "text of a notice", "its subject");

    const bucketName = "of-the-client";
    await stage.must("s3", "CreateBucket", { bucketName });
    await stage.must("s3", "PutObject", { bucketName: `${bucketName}/object`, "x-amz-meta-owner": "anna" });

    const records = [...(await everything(sandbox)), ...(await sandbox.records())];
    const names = new Set(records.map(({ eventName }) => eventName));
    for (const name of ["CreateLoginProfile", "SendMessageBatch", "Publish", "Decrypt", "CreateKeyPair"])
      expect(names).toContain(name);
    const text = records.map((record) => JSON.stringify(record));
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThan(7);
      const inRecord = JSON.stringify(secret).slice(1, -1);
      expect(text.filter((record) => record.includes(inRecord))).toEqual([]);
    }
    // AWS itself writes the token into the record of the call that made it (real records of AssumeRole), and nowhere else.
    const holders = records.filter((record) => JSON.stringify(record).includes(token));
    expect(new Set(holders.map(({ eventName }) => eventName))).toEqual(new Set(["GetSessionToken"]));
  });
});
