import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { S3Client } from "@aws-sdk/client-s3";
import { STSClient } from "@aws-sdk/client-sts";
import type { ClientConfig } from "../../target/target.ts";
import { toAwsCallError } from "./aws-call-error.ts";

/** The AWS clients of one region. Every failure they throw is an AwsCallError. */
export interface AwsClients {
  readonly s3: S3Client;
  readonly cloudtrail: CloudTrailClient;
  readonly sts: STSClient;
}

/** Makes clients per region on demand; they share one configuration otherwise. */
export function awsClients(config: ClientConfig): { in(region: string): AwsClients; close(): void } {
  const byRegion = new Map<string, AwsClients>();
  return {
    in(region) {
      const known = byRegion.get(region);
      if (known) return known;
      const settings = { ...config, region };
      const made: AwsClients = {
        s3: named(new S3Client(settings)),
        cloudtrail: named(new CloudTrailClient(settings)),
        sts: named(new STSClient(settings)),
      };
      byRegion.set(region, made);
      return made;
    },
    close() {
      for (const { s3, cloudtrail, sts } of byRegion.values())
        for (const c of [s3, cloudtrail, sts]) c.destroy();
    },
  };
}

/** Names service and operation in every error: the SDK's own errors do not say what was called. */
function named<C extends S3Client | CloudTrailClient | STSClient>(client: C): C {
  const stack = client.middlewareStack as unknown as MiddlewareStack;
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
