import { CloudTrailClient, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import { EC2Client } from "@aws-sdk/client-ec2";
import { IAMClient } from "@aws-sdk/client-iam";
import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import { STSClient } from "@aws-sdk/client-sts";
import type { CloudTrailRecord } from "../../infra/cloudtrail/record.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../infra/sandbox/index.ts";

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A sandbox on a port of its own, with clients of the AWS SDK that know nothing of it but its endpoint. */
export interface SandboxClients extends Clients {
  readonly sandbox: Sandbox;
  /** The same clients with other credentials, or in another region. */
  as(credentials: Credentials, region?: string): Clients;
  /** Another S3 client: other credentials, region or options. */
  s3With(more: S3ClientConfig): S3Client;
  /** The newest record of an operation, as event history shows it. */
  lastRecord(eventName: string): Promise<CloudTrailRecord>;
  close(): Promise<void>;
}

interface Clients {
  readonly iam: IAMClient;
  readonly sts: STSClient;
  readonly ec2: EC2Client;
  readonly cloudtrail: CloudTrailClient;
  readonly s3: S3Client;
}

/** Starts a sandbox; whoever does closes it. The clients try once, so that every refusal is seen. */
export async function openSandboxClients(options: SandboxOptions = {}): Promise<SandboxClients> {
  const sandbox = await startSandbox(options);
  const opened: { destroy(): void }[] = [];
  const s3With = (more: S3ClientConfig): S3Client => {
    const { endpoint, region, credentials } = sandbox;
    const common = { endpoint, region, credentials, forcePathStyle: true, maxAttempts: 1 };
    const client = new S3Client({ ...common, ...more });
    opened.push(client);
    return client;
  };
  const as = (credentials: Credentials, region = sandbox.region): Clients => {
    const configuration = { endpoint: sandbox.endpoint, region, credentials, maxAttempts: 1 };
    const clients = {
      iam: new IAMClient(configuration),
      sts: new STSClient(configuration),
      ec2: new EC2Client(configuration),
      cloudtrail: new CloudTrailClient(configuration),
    };
    opened.push(...Object.values(clients));
    return { ...clients, s3: s3With({ region, credentials }) };
  };
  const administrator = as(sandbox.credentials);
  return {
    ...administrator,
    sandbox,
    as,
    s3With,
    async lastRecord(eventName) {
      const LookupAttributes = [{ AttributeKey: "EventName" as const, AttributeValue: eventName }];
      const { Events } = await administrator.cloudtrail.send(
        new LookupEventsCommand({ LookupAttributes, MaxResults: 1 }),
      );
      const text = Events?.[0]?.CloudTrailEvent;
      if (text === undefined) throw new Error(`No record of ${eventName}.`);
      return JSON.parse(text) as CloudTrailRecord;
    },
    async close() {
      for (const client of opened) client.destroy();
      await sandbox.close();
    },
  };
}

/** Name, message and HTTP status of the error that a call ends with. */
export async function refusal(
  call: Promise<unknown>,
): Promise<{ name: string; message: string; status: number }> {
  try {
    await call;
  } catch (error) {
    const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    return { name, message, status: $metadata?.httpStatusCode ?? 0 };
  }
  throw new Error("The call was not refused.");
}
