import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../infra/sandbox/index.ts";

/** A sandbox with an S3 client of the AWS SDK that knows nothing of it but its endpoint. */
export interface S3Sandbox {
  readonly sandbox: Sandbox;
  readonly s3: S3Client;
  /** Another client: other credentials, region or options. */
  client(more: S3ClientConfig): S3Client;
  close(): Promise<void>;
}

export async function openS3Sandbox(options: SandboxOptions = {}): Promise<S3Sandbox> {
  const sandbox = await startSandbox(options);
  const clients: S3Client[] = [];
  const client = (more: S3ClientConfig) => {
    const { endpoint, region } = sandbox;
    const credentials = { ...sandbox.credentials };
    const made = new S3Client({
      endpoint,
      credentials,
      region,
      forcePathStyle: true,
      maxAttempts: 1,
      ...more,
    });
    clients.push(made);
    return made;
  };
  return {
    sandbox,
    s3: client({}),
    client,
    async close() {
      for (const made of clients) made.destroy();
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
