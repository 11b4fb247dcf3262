import { type Sandbox, type SandboxOptions, startSandbox } from "../../infra/sandbox/index.ts";
import { boto3 } from "./python-tools.ts";

/** A sandbox that boto3 talks to. */
export interface Boto3Sandbox {
  readonly sandbox: Sandbox;
  /**
   * Runs a Python script in which `client(service, account=…)` makes a client, `error(call)` gives the code and message
   * of the error a call must end with, and `out(value)` hands a value over. Resolves to those values.
   */
  run(script: string): Promise<unknown[]>;
  close(): Promise<void>;
}

const prelude = `
import base64, datetime, json, os, time, boto3, botocore.config, botocore.exceptions
accounts = json.loads(os.environ["ACCOUNTS"])
def client(service, account="workload"):
    keys = [each["credentials"] for each in accounts if each["name"] == account][0]
    return boto3.client(service, aws_access_key_id=keys["accessKeyId"], aws_secret_access_key=keys["secretAccessKey"],
        config=botocore.config.Config(retries={"total_max_attempts": 1}))
def error(call):
    try: call()
    except botocore.exceptions.ClientError as error:
        return [error.response["Error"]["Code"], error.response["Error"]["Message"]]
    raise AssertionError("the call was answered")
def plain(value):
    if isinstance(value, bytes): return base64.b64encode(value).decode()
    if isinstance(value, datetime.datetime): return value.astimezone(datetime.timezone.utc).isoformat()
    return str(value)
def out(value): print(json.dumps(value, default=plain), flush=True)
def allow(principal, action, resource, condition={}):
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": principal,
        "Action": action, "Resource": resource, "Condition": condition}]})
`;

export async function startBoto3Sandbox(options: SandboxOptions = {}): Promise<Boto3Sandbox> {
  const sandbox = await startSandbox(options);
  return {
    sandbox,
    async run(script) {
      const { stdout, stderr, code } = await boto3(prelude + script, {
        AWS_ENDPOINT_URL: sandbox.endpoint,
        AWS_DEFAULT_REGION: sandbox.region,
        ACCOUNTS: JSON.stringify(sandbox.accounts),
      });
      if (code !== 0) throw new Error(stderr);
      return stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as unknown);
    },
    close: () => sandbox.close(),
  };
}
