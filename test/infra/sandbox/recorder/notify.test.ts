import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Boto3Sandbox, startBoto3Sandbox } from "../../../helpers/boto3-sandbox.ts";
import { pythonTools } from "../../../helpers/python-tools.ts";

describe.skipIf(!pythonTools())("a trail with a topic", () => {
  let python: Boto3Sandbox;
  beforeAll(async () => {
    python = await startBoto3Sandbox({ deliveryMilliseconds: 50 });
  });
  afterAll(() => python.close());

  it("is refused without leave to publish, then tells the topic of each log file", async () => {
    const [missing, refused, arn, validation, notice, status] = await python.run(`
s3, sns, sqs, trails = client("s3"), client("sns"), client("sqs"), client("cloudtrail")
account = accounts[0]["id"]
s3.create_bucket(Bucket="told")
s3.put_bucket_policy(Bucket="told", Policy=allow({"Service": "cloudtrail.amazonaws.com"}, ["s3:GetBucketAcl", "s3:PutObject"],
    ["arn:aws:s3:::told", "arn:aws:s3:::told/*"]))
create = lambda: trails.create_trail(Name="told", S3BucketName="told", SnsTopicName="files")
out(error(create))
topic = sns.create_topic(Name="files")["TopicArn"]
out(error(create))
url = sqs.create_queue(QueueName="files")["QueueUrl"]
queue = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": allow({"Service": "sns.amazonaws.com"}, "sqs:SendMessage", queue)})
sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue, Attributes={"RawMessageDelivery": "true"})
sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=allow({"Service": "cloudtrail.amazonaws.com"},
    "SNS:Publish", topic, {"StringEquals": {"aws:SourceArn": "arn:aws:cloudtrail:us-east-1:%s:trail/told" % account}}))
out(create()["SnsTopicARN"] == topic)
def receive():
    message = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=20)["Messages"][0]
    sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return message["Body"]
out(receive())
trails.start_logging(Name="told")
told = json.loads(receive())
out([told["s3Bucket"], [s3.head_object(Bucket="told", Key=key)["ContentType"] for key in told["s3ObjectKey"]]])
out(trails.get_trail_status(Name="told"))
`);
    const refusal = ["InsufficientSnsTopicPolicyException", expect.any(String)];
    expect(missing).toEqual(refusal);
    expect(refused).toEqual(refusal);
    expect(arn).toBe(true);
    expect(validation).toBe("CloudTrail validation message.");
    expect(notice).toEqual(["told", ["application/json"]]);
    expect(status).toMatchObject({ LatestNotificationTime: expect.any(String) });
    expect(status).not.toHaveProperty("LatestNotificationError");
  });
});
