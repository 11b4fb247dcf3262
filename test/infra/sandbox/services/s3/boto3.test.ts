import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Boto3Sandbox, startBoto3Sandbox } from "../../../../helpers/boto3-sandbox.ts";
import { awsCli, pythonTools } from "../../../../helpers/python-tools.ts";

describe.skipIf(!pythonTools())("S3, as boto3 and the AWS CLI see it", () => {
  let python: Boto3Sandbox;
  beforeAll(async () => {
    python = await startBoto3Sandbox();
  });
  afterAll(() => python.close());

  it("encrypts a large upload in parts under a KMS key, tells a queue of it, and keeps what is locked", async () => {
    const [arn, sse, opened, events, refusedRead, locked, removed] = (await python.run(`
import io, datetime, boto3.s3.transfer
s3, kms, sqs = client("s3"), client("kms"), client("sqs")
key = kms.create_key()["KeyMetadata"]
queue = sqs.create_queue(QueueName="uploads")["QueueUrl"]
arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": allow({"Service": "s3.amazonaws.com"}, "sqs:SendMessage", arn,
    {"ArnEquals": {"aws:SourceArn": "arn:aws:s3:::large"}})})
s3.create_bucket(Bucket="large", ObjectLockEnabledForBucket=True)
s3.put_bucket_encryption(Bucket="large", ServerSideEncryptionConfiguration={"Rules": [
    {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key["Arn"]}}]})
s3.put_bucket_notification_configuration(Bucket="large", NotificationConfiguration={"QueueConfigurations": [
    {"QueueArn": arn, "Events": ["s3:ObjectCreated:*"]}]})
config = boto3.s3.transfer.TransferConfig(multipart_threshold=5 * 1024 * 1024, multipart_chunksize=5 * 1024 * 1024)
data = os.urandom(11 * 1024 * 1024)
s3.upload_fileobj(io.BytesIO(data), "large", "file", Config=config)
head = s3.head_object(Bucket="large", Key="file")
out(key["Arn"])
out([head["ServerSideEncryption"], head["SSEKMSKeyId"]])
out(s3.get_object(Bucket="large", Key="file")["Body"].read() == data)
messages = [json.loads(each["Body"]) for each in sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]]
out([each.get("Event") or each["Records"][0]["eventName"] for each in messages])
kms.disable_key(KeyId=key["KeyId"])
out(error(lambda: s3.get_object(Bucket="large", Key="file"))[0])
until = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)
s3.put_object_retention(Bucket="large", Key="file", Retention={"Mode": "GOVERNANCE", "RetainUntilDate": until})
out(error(lambda: s3.delete_object(Bucket="large", Key="file", VersionId=head["VersionId"])))
out(s3.delete_object(Bucket="large", Key="file", VersionId=head["VersionId"], BypassGovernanceRetention=True)["VersionId"] == head["VersionId"])
`)) as [string, unknown, unknown, unknown, unknown, unknown, unknown];
    expect(sse).toEqual(["aws:kms", arn]);
    expect(opened).toBe(true);
    expect(events).toEqual(["s3:TestEvent", "ObjectCreated:CompleteMultipartUpload"]);
    expect(refusedRead).toBe("KMS.DisabledException");
    expect(locked).toEqual(["AccessDenied", "Access Denied because object protected by object lock."]);
    expect(removed).toBe(true);
  });

  it("lets the unsigned clients of both read what is public", async () => {
    const [text, denied] = await python.run(`
from botocore import UNSIGNED
s3 = client("s3")
s3.create_bucket(Bucket="public-here")
s3.put_object(Bucket="public-here", Key="k", Body=b"hello")
s3.delete_public_access_block(Bucket="public-here")
s3.put_bucket_policy(Bucket="public-here", Policy=allow("*", "s3:GetObject", "arn:aws:s3:::public-here/*"))
nobody = boto3.client("s3", config=botocore.config.Config(signature_version=UNSIGNED))
out(nobody.get_object(Bucket="public-here", Key="k")["Body"].read().decode())
out(error(lambda: nobody.put_object(Bucket="public-here", Key="new", Body=b"x")))
`);
    expect(text).toBe("hello");
    expect(denied).toEqual(["AccessDenied", "Access Denied"]);
    const { endpoint, region } = python.sandbox;
    const env = { AWS_ENDPOINT_URL: endpoint, AWS_DEFAULT_REGION: region };
    const { stdout, code } = await awsCli(["s3", "cp", "s3://public-here/k", "-", "--no-sign-request"], env);
    expect([code, stdout]).toEqual([0, "hello"]);
  });

  it("refuses by name what is not here", async () => {
    const [inventory, metrics] = (await python.run(`
s3 = client("s3")
s3.create_bucket(Bucket="unmetered")
out(error(lambda: s3.get_bucket_inventory_configuration(Bucket="unmetered", Id="i")))
out(error(lambda: s3.put_bucket_metrics_configuration(Bucket="unmetered", Id="m", MetricsConfiguration={"Id": "m"})))
`)) as [string[], string[]];
    expect(inventory[0]).toBe("NotImplemented");
    expect(inventory[1]).toContain("s3:GetBucketInventoryConfiguration");
    expect(metrics[1]).toContain("s3:PutBucketMetricsConfiguration");
  });
});
