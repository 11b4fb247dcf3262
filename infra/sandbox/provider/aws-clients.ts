import type { Athena } from "@aws-sdk/client-athena";
import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import type { CloudWatch } from "@aws-sdk/client-cloudwatch";
import type { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import type { Glue } from "@aws-sdk/client-glue";
import type { IAM } from "@aws-sdk/client-iam";
import type { KMS } from "@aws-sdk/client-kms";
import { S3Client } from "@aws-sdk/client-s3";
import type { SNS } from "@aws-sdk/client-sns";
import type { SQS } from "@aws-sdk/client-sqs";
import { STSClient } from "@aws-sdk/client-sts";
import type { ClientConfig } from "../../target/target.ts";
import { toAwsCallError } from "./aws-call-error.ts";

/**
 * The AWS clients of one region. Every failure they throw is an AwsCallError. What only some stacks need is loaded when
 * it is first asked for, and has its operations as methods.
 */
export interface AwsClients {
  readonly s3: S3Client;
  readonly cloudtrail: CloudTrailClient;
  readonly sts: STSClient;
  logs(): Promise<CloudWatchLogs>;
  cloudwatch(): Promise<CloudWatch>;
  iam(): Promise<IAM>;
  kms(): Promise<KMS>;
  sns(): Promise<SNS>;
  sqs(): Promise<SQS>;
  athena(): Promise<Athena>;
  glue(): Promise<Glue>;
}

/** What every client of the SDK has. */
interface Client {
  readonly middlewareStack: unknown;
  destroy(): void;
}

/** Makes clients per region on demand; they share one configuration otherwise. */
export function awsClients(config: ClientConfig): { in(region: string): AwsClients; close(): void } {
  const byRegion = new Map<string, AwsClients>();
  const open: Client[] = [];
  const made = <C extends Client>(client: C): C => {
    open.push(client);
    return named(client);
  };
  return {
    in(region) {
      const known = byRegion.get(region);
      if (known) return known;
      const settings = { ...config, region };
      const clients: AwsClients = {
        s3: made(new S3Client(settings)),
        cloudtrail: made(new CloudTrailClient(settings)),
        sts: made(new STSClient(settings)),
        logs: once(async () => made(new (await import("./clients/logs.ts")).CloudWatchLogs(settings))),
        cloudwatch: once(async () =>
          made(new (await import("./clients/cloudwatch.ts")).CloudWatch(settings)),
        ),
        iam: once(async () => made(new (await import("./clients/iam.ts")).IAM(settings))),
        kms: once(async () => made(new (await import("./clients/kms.ts")).KMS(settings))),
        sns: once(async () => made(new (await import("./clients/sns.ts")).SNS(settings))),
        sqs: once(async () => made(new (await import("./clients/sqs.ts")).SQS(settings))),
        athena: once(async () => made(new (await import("./clients/athena.ts")).Athena(settings))),
        glue: once(async () => made(new (await import("./clients/glue.ts")).Glue(settings))),
      };
      byRegion.set(region, clients);
      return clients;
    },
    close() {
      for (const client of open) client.destroy();
    },
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

/** Names service and operation in every error: the SDK's own errors do not say what was called. */
function named<C extends Client>(client: C): C {
  const stack = client.middlewareStack as MiddlewareStack;
  stack.add(
    (next, context) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        const service = (context.clientName ?? "AWS").replace(/Client$/, "");
        throw toAwsCallError(service, (context.commandName ?? "call").replace(/Command$/, ""), error);
      }
    },
    { step: "initialize", priority: "high", name: "trailwrightErrors" },
  );
  return client;
}

/** The part of the SDK's middleware stack that is used, the same for every client. */
interface MiddlewareStack {
  add(
    middleware: (
      next: (args: unknown) => Promise<unknown>,
      context: { readonly clientName?: string; readonly commandName?: string },
    ) => (args: unknown) => Promise<unknown>,
    options: { step: "initialize"; priority: "high"; name: string },
  ): void;
}
