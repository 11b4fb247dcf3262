import { expect, test } from "vitest";
import { services } from "../../../../infra/sandbox/services.ts";
import { hasMoto, startMoto } from "../../../helpers/moto.ts";
import { boto3 } from "../../../helpers/python-tools.ts";
import { startUpstreamSandbox, type UpstreamSandbox } from "../../../helpers/upstream-sandbox.ts";

const motoIsHere = await hasMoto();

/** A sandbox with a trail, in front of a moto of its own, and how to run Python on both. */
async function sandboxOnMoto(): Promise<UpstreamSandbox & { run(script: string): Promise<unknown> }> {
  const moto = await startMoto();
  const types = ["AWS::DynamoDB::Table", "AWS::SQS::Queue", "AWS::Lambda::Function"];
  const sandbox = await startUpstreamSandbox({ upstream: moto }, types);
  return { ...sandbox, run: (script) => run(sandbox, moto, script) };
}

/** Runs Python with `here(name)` (through the sandbox) and `there(name)` (straight from moto) as clients. */
async function run({ sandbox }: UpstreamSandbox, moto: string, script: string): Promise<unknown> {
  const prelude = `
import boto3, json
from botocore.config import Config
def here(name):
    return boto3.client(name, config=Config(retries={"total_max_attempts": 1}))
def there(name):
    client = boto3.client(name, endpoint_url="${moto}", aws_access_key_id="test", aws_secret_access_key="test")
    client.meta.events.register("before-sign.*.*", lambda request, **_: request.headers.add_header("x-moto-account-id", "${sandbox.accountId}"))
    return client
def same(name, call, **parameters):
    ours = getattr(here(name), call)(**parameters)
    theirs = getattr(there(name), call)(**parameters)
    metadata = ours.pop("ResponseMetadata"); theirs.pop("ResponseMetadata")
    assert ours == theirs, (ours, theirs)
    return metadata["RequestId"]
`;
  const { stdout, stderr, code } = await boto3(prelude + script, {
    AWS_ENDPOINT_URL: sandbox.endpoint,
    AWS_ACCESS_KEY_ID: sandbox.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: sandbox.credentials.secretAccessKey,
    AWS_DEFAULT_REGION: sandbox.region,
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout) as unknown;
}

const needs = "(needs Python with moto's server)";

test.skipIf(!motoIsHere)(`DynamoDB through the sandbox: moto's answers, our records ${needs}`, async () => {
  const { sandbox, run, record, delivered } = await sandboxOnMoto();
  const ids = (await run(`
created = here("dynamodb").create_table(TableName="songs", BillingMode="PAY_PER_REQUEST",
    AttributeDefinitions=[{"AttributeName": "artist", "AttributeType": "S"}],
    KeySchema=[{"AttributeName": "artist", "KeyType": "HASH"}])
here("dynamodb").put_item(TableName="songs", Item={"artist": {"S": "Ella"}, "pin": {"S": "very-private"}})
print(json.dumps({
    "create": created["ResponseMetadata"]["RequestId"],
    "arn": created["TableDescription"]["TableArn"],
    "get": same("dynamodb", "get_item", TableName="songs", Key={"artist": {"S": "Ella"}}),
    "describe": same("dynamodb", "describe_table", TableName="songs"),
}))`)) as Record<string, string>;
  const arn = `arn:aws:dynamodb:us-east-1:${sandbox.accountId}:table/songs`;
  expect(ids["arn"]).toBe(arn);

  expect(await record("CreateTable")).toMatchObject({
    eventSource: "dynamodb.amazonaws.com",
    requestID: ids["create"],
    readOnly: false,
    managementEvent: true,
    requestParameters: {
      tableName: "songs",
      billingMode: "PAY_PER_REQUEST",
      attributeDefinitions: [{ attributeName: "artist", attributeType: "S" }],
      keySchema: [{ attributeName: "artist", keyType: "HASH" }],
    },
    responseElements: { tableDescription: { tableName: "songs", tableArn: arn } },
  });
  const put = await record("PutItem");
  expect(put).toMatchObject({ eventCategory: "Data", managementEvent: false, responseElements: null });
  expect(put.requestParameters).toEqual({ tableName: "songs" });
  expect(put.resources).toEqual([{ accountId: sandbox.accountId, type: "AWS::DynamoDB::Table", ARN: arn }]);
  expect(await record("GetItem")).toMatchObject({ requestID: ids["get"], readOnly: true });
  expect(await record("DescribeTable")).toMatchObject({
    requestID: ids["describe"],
    responseElements: null,
  });
  expect(JSON.stringify(await delivered())).not.toContain("very-private");
});

test.skipIf(!motoIsHere)(`secrets stay out of the records of Secrets Manager and SSM ${needs}`, async () => {
  const { sandbox, run, record, delivered } = await sandboxOnMoto();
  await run(`
here("secretsmanager").create_secret(Name="prod/db", SecretString="hunter2-hunter2")
here("ssm").put_parameter(Name="/prod/token", Value="hunter2-hunter2", Type="SecureString")
same("secretsmanager", "get_secret_value", SecretId="prod/db")
same("secretsmanager", "list_secrets")
same("ssm", "get_parameter", Name="/prod/token", WithDecryption=True)
print(json.dumps(None))`);
  const create = await record("CreateSecret");
  expect(create.requestParameters).toEqual({ name: "prod/db", clientRequestToken: expect.any(String) });
  expect(create.responseElements).toEqual({
    arn: expect.stringMatching(`^arn:aws:secretsmanager:us-east-1:${sandbox.accountId}:secret:prod/db-`),
  });
  expect(await record("PutParameter")).toMatchObject({
    requestParameters: { name: "/prod/token", type: "SecureString", value: "HIDDEN_DUE_TO_SECURITY_REASONS" },
    responseElements: { version: 1 },
    resources: [
      {
        accountId: sandbox.accountId,
        ARN: `arn:aws:ssm:us-east-1:${sandbox.accountId}:parameter/prod/token`,
      },
    ],
  });
  expect((await record("GetSecretValue")).requestParameters).toEqual({ secretId: "prod/db" });
  expect((await record("GetParameter")).responseElements).toBeNull();
  expect(JSON.stringify(await delivered())).not.toContain("hunter2");
});

test.skipIf(!motoIsHere)(
  `REST and CBOR calls, and failures, are recorded under their names ${needs}`,
  async () => {
    const { run, record } = await sandboxOnMoto();
    const missing = (await run(`
same("lambda", "list_functions")
same("kinesis", "list_streams")
try:
    here("lambda").get_function(FunctionName="nobody")
except Exception as error:
    answer = error.response
print(json.dumps({"id": answer["ResponseMetadata"]["RequestId"], "code": answer["Error"]["Code"], "message": answer["Error"]["Message"]}))`)) as Record<
      string,
      string
    >;
    expect(await record("ListFunctions20150331")).toMatchObject({
      eventSource: "lambda.amazonaws.com",
      readOnly: true,
      requestParameters: null,
    });
    expect(await record("GetFunction20150331v2")).toMatchObject({
      requestID: missing["id"],
      errorCode: missing["code"],
      errorMessage: missing["message"],
      requestParameters: { functionName: "nobody" },
    });
  },
);

test.skipIf(!motoIsHere || services.has("rds"))(
  `a query service is read from its forms and its XML ${needs}`,
  async () => {
    const { run, record } = await sandboxOnMoto();
    const id = await run(`
answer = here("rds").create_db_instance(DBInstanceIdentifier="db", Engine="mysql", DBInstanceClass="db.t3.micro",
    MasterUsername="admin", MasterUserPassword="hunter2-hunter2", VpcSecurityGroupIds=["sg-1", "sg-2"])
same("rds", "list_tags_for_resource", ResourceName=answer["DBInstance"]["DBInstanceArn"])
print(json.dumps(answer["ResponseMetadata"]["RequestId"]))`);
    const created = await record("CreateDBInstance");
    expect(created).toMatchObject({
      eventSource: "rds.amazonaws.com",
      requestID: id,
      requestParameters: {
        dBInstanceIdentifier: "db",
        engine: "mysql",
        masterUserPassword: "HIDDEN_DUE_TO_SECURITY_REASONS",
      },
      responseElements: { dBInstance: { dBInstanceIdentifier: "db" } },
    });
    expect(JSON.stringify(created)).not.toContain("hunter2");
  },
);

test.skipIf(!motoIsHere || services.has("sqs"))(
  `a queue's address leads back to the sandbox ${needs}`,
  async () => {
    const { sandbox, run, record } = await sandboxOnMoto();
    const url = await run(`
url = here("sqs").create_queue(QueueName="jobs")["QueueUrl"]
here("sqs").send_message(QueueUrl=url, MessageBody="very-private")
print(json.dumps(url))`);
    expect(url).toBe(`${sandbox.endpoint}/${sandbox.accountId}/jobs`);
    expect(await record("SendMessage")).toMatchObject({
      eventCategory: "Data",
      requestParameters: { messageBody: "HIDDEN_DUE_TO_SECURITY_REASONS" },
      resources: [
        {
          type: "AWS::SQS::Queue",
          ARN: `arn:aws:sqs:us-east-1:${sandbox.accountId}:jobs`,
          accountId: sandbox.accountId,
        },
      ],
    });
  },
);
