import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CloudTrailRecord } from "../../../../infra/cloudtrail/record.ts";
import { type Boto3Sandbox, startBoto3Sandbox } from "../../../helpers/boto3-sandbox.ts";
import { pythonTools } from "../../../helpers/python-tools.ts";

const workload = "111122223333";
const archive = "444455556666";

describe.skipIf(!pythonTools())("another account's key, topic and queue, used with boto3", () => {
  let python: Boto3Sandbox;
  beforeAll(async () => {
    python = await startBoto3Sandbox();
    await python.run(`
me = "arn:aws:iam::${workload}:root"
owner = "arn:aws:iam::${archive}:root"
policy = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"AWS": [owner, me]}, "Action": "kms:*", "Resource": "*"}]})
key = client("kms", "log-archive").create_key(Policy=policy)["KeyMetadata"]["Arn"]
blob = client("kms").encrypt(KeyId=key, Plaintext=b"x")["CiphertextBlob"]
client("kms").decrypt(CiphertextBlob=blob)
client("s3").create_bucket(Bucket="sealed-elsewhere")
client("s3").put_object(Bucket="sealed-elsewhere", Key="k", Body=b"x", ServerSideEncryption="aws:kms", SSEKMSKeyId=key)
secret = client("kms", "log-archive").create_key()["KeyMetadata"]["Arn"]
assert error(lambda: client("kms").generate_data_key_without_plaintext(KeyId=secret, KeySpec="AES_256"))[0] == "AccessDeniedException"
topic = client("sns", "log-archive").create_topic(Name="shared")["TopicArn"]
client("sns", "log-archive").set_topic_attributes(TopicArn=topic, AttributeName="Policy",
    AttributeValue=allow({"AWS": me}, "sns:GetTopicAttributes", topic))
client("sns").get_topic_attributes(TopicArn=topic)
queue = client("sqs", "log-archive").create_queue(QueueName="shared")["QueueUrl"]
client("sqs", "log-archive").set_queue_attributes(QueueUrl=queue, Attributes={
    "Policy": allow({"AWS": me}, "sqs:PurgeQueue", "arn:aws:sqs:us-east-1:${archive}:shared")})
client("sqs").purge_queue(QueueUrl=queue)
out("done")
`);
  });
  afterAll(() => python.close());

  /** An operation's records, by the account that got them. */
  async function copies(eventName: string): Promise<Readonly<Record<string, CloudTrailRecord>>> {
    const records = await python.sandbox.records({ eventName });
    expect(new Set(records.map(({ recipientAccountId }) => recipientAccountId)).size).toBe(records.length);
    return Object.fromEntries(records.map((record) => [record.recipientAccountId!, record]));
  }

  it.each(["Encrypt", "Decrypt", "GetTopicAttributes", "PurgeQueue"])(
    "%s leaves a copy in both accounts",
    async (eventName) => {
      const { [workload]: own, [archive]: other, ...more } = await copies(eventName);
      expect(more).toEqual({});
      expect(own).toMatchObject({ userIdentity: { type: "IAMUser", accountId: workload } });
      expect(other).toEqual({
        ...own,
        eventID: other!.eventID,
        recipientAccountId: archive,
        userIdentity: {
          type: "AWSAccount",
          principalId: own!.userIdentity!.principalId,
          accountId: workload,
        },
      });
      expect(other!.eventID).not.toBe(own!.eventID);
    },
  );

  it("tells a key's owner through which service it was used", async () => {
    const { [archive]: other } = await copies("GenerateDataKey");
    expect(other).toMatchObject({
      sharedEventID: expect.any(String) as string,
      userIdentity: {
        type: "AWSAccount",
        accountId: workload,
        invokedBy: expect.stringContaining("s3") as string,
      },
    });
  });

  it("keeps a refusal to the caller", async () => {
    const { [workload]: own, ...more } = await copies("GenerateDataKeyWithoutPlaintext");
    expect(more).toEqual({});
    expect(own).toMatchObject({ errorCode: "AccessDenied" });
    expect(own).not.toHaveProperty("sharedEventID");
  });
});
