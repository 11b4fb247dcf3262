import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { OrganizationsClient } from "@aws-sdk/client-organizations";
import { PutBucketPolicyCommand, S3Client } from "@aws-sdk/client-s3";
import type { Sandbox } from "../../../infra/sandbox/index.ts";
import { checkSettings } from "../../../infra/stacks/config.ts";
import type { StackSettings } from "../../../infra/stacks/settings.ts";
import { callerIdentity } from "../../../infra/target/caller-identity.ts";
import type { ClientConfig, Credentials, Target } from "../../../infra/target/target.ts";
import { targetOf, testSandbox } from "../../helpers/sandbox-target.ts";

/** A sandbox in which something is put in the way of a stack, through the API. */
export interface Scene {
  readonly sandbox: Sandbox;
  readonly accountId: string;
  readonly s3: S3Client;
  readonly cloudtrail: CloudTrailClient;
  readonly iam: IAMClient;
  /** Of a region; us-east-1 if absent. */
  kms(region?: string): KMSClient;
  /** Clients of the management account. */
  readonly organizations: OrganizationsClient;
  readonly otherS3: S3Client;
  putPolicy(bucket: string, statements: readonly unknown[]): Promise<void>;
  /** The sandbox as somebody sees it. */
  as(credentials: Credentials): Promise<Target>;
  account(name: string): Credentials;
}

export const bucketName = "cloudtrail-logs-preflight";
export const trailArn = "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit";

/** Settings of a good stack, and what a test has of its own. Throws InvalidSettings as the program does. */
export const settingsOf = (more: Partial<StackSettings> = {}): StackSettings =>
  checkSettings({ stack: "audit", bucketName, trailName: "audit", ...more }, "the test's settings");

/** A sandbox of this test alone, and its clients. */
export async function openScene(): Promise<Scene> {
  const sandbox = await testSandbox();
  const config = (credentials: Credentials, region = "us-east-1"): ClientConfig => ({
    region,
    credentials: async () => credentials,
    endpoint: sandbox.endpoint,
    forcePathStyle: true,
    maxAttempts: 1,
  });
  const own = config(sandbox.credentials);
  const s3 = new S3Client(own);
  return {
    sandbox,
    accountId: sandbox.accountId,
    s3,
    cloudtrail: new CloudTrailClient(own),
    iam: new IAMClient(own),
    kms: (region) => new KMSClient(config(sandbox.credentials, region)),
    organizations: new OrganizationsClient(config(sandbox.credentialsOf("management"))),
    otherS3: new S3Client(config(sandbox.credentialsOf("log-archive"))),
    async putPolicy(Bucket, Statement) {
      const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
      await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    },
    account: (name) => sandbox.credentialsOf(name),
    async as(credentials) {
      const clientConfig = (region?: string) => config(credentials, region);
      const target = targetOf(sandbox);
      return {
        ...target,
        identity: { ...target.identity, ...(await callerIdentity(clientConfig(), {})) },
        clientConfig,
        workerEnvironment: async () => ({
          AWS_ACCESS_KEY_ID: credentials.accessKeyId,
          AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
          ...(credentials.sessionToken ? { AWS_SESSION_TOKEN: credentials.sessionToken } : {}),
          AWS_REGION: "us-east-1",
          AWS_ENDPOINT_URL: sandbox.endpoint,
        }),
      };
    },
  };
}
