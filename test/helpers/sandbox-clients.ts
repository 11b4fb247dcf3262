import { CloudTrailClient, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import { EC2Client } from "@aws-sdk/client-ec2";
import { IAMClient } from "@aws-sdk/client-iam";
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
  /** The newest record of an operation, as event history shows it. */
  lastRecord(eventName: string): Promise<CloudTrailRecord>;
  close(): Promise<void>;
}

interface Clients {
  readonly iam: IAMClient;
  readonly sts: STSClient;
  readonly ec2: EC2Client;
  readonly cloudtrail: CloudTrailClient;
}

export async function openSandboxClients(options: SandboxOptions = {}): Promise<SandboxClients> {
  const sandbox = await startSandbox(options);
  const opened: Clients[] = [];
  const as = (credentials: Credentials, region = sandbox.region): Clients => {
    const configuration = { endpoint: sandbox.endpoint, region, credentials, maxAttempts: 1 };
    const clients = {
      iam: new IAMClient(configuration),
      sts: new STSClient(configuration),
      ec2: new EC2Client(configuration),
      cloudtrail: new CloudTrailClient(configuration),
    };
    opened.push(clients);
    return clients;
  };
  const administrator = as(sandbox.credentials);
  return {
    ...administrator,
    sandbox,
    as,
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
      for (const clients of opened) for (const client of Object.values(clients)) client.destroy();
      await sandbox.close();
    },
  };
}
