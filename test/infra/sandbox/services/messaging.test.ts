import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Boto3Sandbox, startBoto3Sandbox } from "../../../helpers/boto3-sandbox.ts";
import { pythonTools } from "../../../helpers/python-tools.ts";

describe.skipIf(!pythonTools())("SQS and SNS, as boto3 sees them", () => {
  let python: Boto3Sandbox;
  beforeAll(async () => {
    python = await startBoto3Sandbox();
  });
  afterAll(() => python.close());

  it("hides a received message until its time is up or it is deleted", async () => {
    const [body, hidden, again, gone] = await python.run(`
sqs = client("sqs")
url = sqs.create_queue(QueueName="work")["QueueUrl"]
sqs.send_message(QueueUrl=url, MessageBody="one", MessageAttributes={"n": {"DataType": "Number", "StringValue": "1"}})
first = sqs.receive_message(QueueUrl=url, MessageAttributeNames=["All"])["Messages"][0]
out([first["Body"], first["MessageAttributes"]["n"]["StringValue"]])
out(sqs.receive_message(QueueUrl=url).get("Messages", []))
sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=first["ReceiptHandle"], VisibilityTimeout=0)
second = sqs.receive_message(QueueUrl=url, AttributeNames=["All"])["Messages"][0]
out(second["Attributes"]["ApproximateReceiveCount"])
sqs.delete_message(QueueUrl=url, ReceiptHandle=second["ReceiptHandle"])
out(sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]["ApproximateNumberOfMessagesNotVisible"])
`);
    expect(body).toEqual(["one", "1"]);
    expect(hidden).toEqual([]);
    expect(again).toBe("2");
    expect(gone).toBe("0");
  });

  it("answers others while a receiver waits, and wakes it when a message comes", async () => {
    const [body] = await python.run(`
import threading
sqs = client("sqs")
url = sqs.create_queue(QueueName="waiting")["QueueUrl"]
answers = []
waiter = threading.Thread(target=lambda: answers.append(client("sqs").receive_message(QueueUrl=url, WaitTimeSeconds=20)))
waiter.start()
client("sqs").send_message(QueueUrl=url, MessageBody="late")
waiter.join()
out(answers[0]["Messages"][0]["Body"])
`);
    expect(body).toBe("late");
  });

  it("moves what was received too often to the dead-letter queue", async () => {
    const [dead] = await python.run(`
sqs = client("sqs")
dead = sqs.create_queue(QueueName="dead")["QueueUrl"]
arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
url = sqs.create_queue(QueueName="alive", Attributes={"VisibilityTimeout": "0",
    "RedrivePolicy": json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 2})})["QueueUrl"]
sqs.send_message(QueueUrl=url, MessageBody="poison")
for _ in range(2): assert sqs.receive_message(QueueUrl=url)["Messages"][0]["Body"] == "poison"
assert "Messages" not in sqs.receive_message(QueueUrl=url)
out(sqs.receive_message(QueueUrl=dead)["Messages"][0]["Body"])
`);
    expect(dead).toBe("poison");
  });

  it("words errors as both protocols' clients know them", async () => {
    const [missing, fifo, handle] = await python.run(`
sqs = client("sqs")
out(error(lambda: sqs.get_queue_url(QueueName="nowhere")))
out(error(lambda: sqs.create_queue(QueueName="a.fifo", Attributes={"FifoQueue": "true"})))
url = sqs.create_queue(QueueName="errors")["QueueUrl"]
out(error(lambda: sqs.delete_message(QueueUrl=url, ReceiptHandle="no such handle")))
`);
    expect(missing).toEqual([
      "AWS.SimpleQueueService.NonExistentQueue",
      "The specified queue does not exist.",
    ]);
    expect(fifo).toEqual(["AWS.SimpleQueueService.UnsupportedOperation", expect.stringContaining("FIFO")]);
    expect(handle).toEqual(["ReceiptHandleIsInvalid", expect.any(String)]);
  });

  it("delivers a topic's messages to the queues whose policy lets it", async () => {
    const [before, notification, raw, foreign, email, waiting, other] = await python.run(`
sns, sqs = client("sns"), client("sqs")
topic = sns.create_topic(Name="news")["TopicArn"]
url = sqs.create_queue(QueueName="reader")["QueueUrl"]
queue = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
subscription = sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue)["SubscriptionArn"]
sns.publish(TopicArn=topic, Message="lost")
out(sqs.receive_message(QueueUrl=url).get("Messages", []))
sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": allow({"Service": "sns.amazonaws.com"}, "sqs:SendMessage",
    queue, {"ArnEquals": {"aws:SourceArn": topic}})})
sns.publish(TopicArn=topic, Message="hello", Subject="greeting")
out(json.loads(sqs.receive_message(QueueUrl=url)["Messages"][0]["Body"]))
sns.set_subscription_attributes(SubscriptionArn=subscription, AttributeName="RawMessageDelivery", AttributeValue="true")
sns.publish(TopicArn=topic, Message="plain")
out(sqs.receive_message(QueueUrl=url)["Messages"][0]["Body"])
out(error(lambda: client("sns", "log-archive").publish(TopicArn=topic, Message="x")))
out(sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="a@example.com")["SubscriptionArn"])
out([each["SubscriptionArn"] for each in sns.list_subscriptions()["Subscriptions"] if each["Protocol"] == "email"])
out(error(lambda: sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint="x")))
`);
    expect(before).toEqual([]);
    expect(notification).toMatchObject({ Type: "Notification", Message: "hello", Subject: "greeting" });
    expect(raw).toBe("plain");
    expect(foreign).toEqual(["AuthorizationError", expect.any(String)]);
    expect(email).toBe("pending confirmation");
    expect(waiting).toEqual(["PendingConfirmation"]);
    expect(other).toEqual(["InvalidParameter", expect.stringContaining("lambda")]);
  });

  it("leaves a topic to its account: the default policy lets nobody in who has no leave of his own", async () => {
    const [refused, letIn, policy, again] = await python.run(`
sns, iam = client("sns"), client("iam")
topic = sns.create_topic(Name="own")["TopicArn"]
iam.create_user(UserName="idle")
keys = iam.create_access_key(UserName="idle")["AccessKey"]
idle = boto3.client("sns", aws_access_key_id=keys["AccessKeyId"], aws_secret_access_key=keys["SecretAccessKey"])
out(error(lambda: idle.publish(TopicArn=topic, Message="x")))
account = topic.split(":")[4]
sns.add_permission(TopicArn=topic, Label="own", AWSAccountId=[[a for a in accounts if a["name"] == "log-archive"][0]["id"]],
    ActionName=["Publish", "Subscribe"])
out(len(client("sns", "log-archive").publish(TopicArn=topic, Message="x")["MessageId"]))
out(json.loads(sns.get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"])["Statement"][1])
sns.remove_permission(TopicArn=topic, Label="own")
out(error(lambda: client("sns", "log-archive").publish(TopicArn=topic, Message="x")))
`);
    expect(refused).toEqual([
      "AuthorizationError",
      expect.stringMatching(/because no identity-based policy allows the SNS:Publish action$/),
    ]);
    expect(letIn).toBe(36);
    expect(policy).toEqual({
      Sid: "own",
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::444455556666:root" },
      Action: ["SNS:Publish", "SNS:Subscribe"],
      Resource: expect.stringMatching(/:own$/) as string,
    });
    expect(again).toEqual(["AuthorizationError", expect.any(String)]);
  });

  it("publishes batches, each message by itself", async () => {
    const [batch, bodies] = await python.run(`
sns, sqs = client("sns"), client("sqs")
topic = sns.create_topic(Name="batches")["TopicArn"]
url = sqs.create_queue(QueueName="batches")["QueueUrl"]
queue = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": allow({"Service": "sns.amazonaws.com"}, "sqs:SendMessage", queue)})
sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue, Attributes={"RawMessageDelivery": "true"})
out(sns.publish_batch(TopicArn=topic, PublishBatchRequestEntries=[{"Id": "good", "Message": "hello"},
    {"Id": "bad", "Message": "x", "Subject": "s" * 101}, {"Id": "too", "Message": "there"}]))
out([each["Body"] for each in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]])
`);
    expect(batch).toMatchObject({
      Successful: [{ Id: "good" }, { Id: "too" }],
      Failed: [{ Id: "bad", Code: "InvalidParameter", SenderFault: true }],
    });
    expect(bodies).toEqual(["hello", "there"]);
  });
});
