import { gunzipSync } from "node:zlib";
import type { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import type { IAMClient } from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { parseObjectKey } from "../../infra/cloudtrail/object-key.ts";
import type { CloudTrailRecord } from "../../infra/cloudtrail/record.ts";
import { HandClock } from "../../infra/sandbox/clock.ts";
import type { Sandbox, SandboxOptions } from "../../infra/sandbox/index.ts";
import { awsCli, type Output } from "./python-tools.ts";
import { openSandboxClients } from "./sandbox-clients.ts";

/** A log or digest file as delivered. */
interface DeliveredFile {
  readonly key: string;
  readonly json: { readonly Records?: readonly CloudTrailRecord[]; readonly [member: string]: unknown };
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** A sandbox with a clock moved by hand, and the official clients on it. */
export interface TrailSandbox {
  readonly sandbox: Sandbox;
  readonly clock: HandClock;
  readonly s3: S3Client;
  readonly iam: IAMClient;
  cloudtrail(region?: string): CloudTrailClient;
  trailArn(name: string, region?: string): string;
  /** Makes a bucket and lets the trail of this name deliver to it. */
  bucketFor(bucket: string, trailName: string, options?: { prefix?: string; region?: string }): Promise<void>;
  putPolicy(bucket: string, statements: readonly unknown[]): Promise<void>;
  /** Delivers what is queued, then reads the bucket's CloudTrail files in key order. */
  files(bucket: string): Promise<readonly DeliveredFile[]>;
  /** The records of the bucket's log files. */
  records(bucket: string): Promise<readonly CloudTrailRecord[]>;
  close(): Promise<void>;
}

/** The two statements AWS's user guide asks for, scoped to one trail. */
export function trailPolicy(
  bucket: string,
  accountId: string,
  trailArn: string,
  prefix?: string,
): readonly unknown[] {
  const Principal = { Service: "cloudtrail.amazonaws.com" };
  const of = { "aws:SourceArn": trailArn };
  return [
    {
      Sid: "AclCheck",
      Effect: "Allow",
      Principal,
      Action: "s3:GetBucketAcl",
      Resource: `arn:aws:s3:::${bucket}`,
      Condition: { StringEquals: of },
    },
    {
      Sid: "Write",
      Effect: "Allow",
      Principal,
      Action: "s3:PutObject",
      Resource: `arn:aws:s3:::${bucket}/${prefix ? `${prefix}/` : ""}AWSLogs/${accountId}/*`,
      Condition: { StringEquals: { ...of, "s3:x-amz-acl": "bucket-owner-full-control" } },
    },
  ];
}

/** Starts one. Delivery happens on `files()`; by the clock every ten minutes unless told otherwise. */
export async function startTrailSandbox(options: Omit<SandboxOptions, "clock"> = {}): Promise<TrailSandbox> {
  const clock = new HandClock(new Date());
  const box = await openSandboxClients({ deliveryMilliseconds: 600_000, ...options, clock });
  const { sandbox, s3, iam } = box;
  const { accountId, credentials } = sandbox;
  const trails = new Map<string, CloudTrailClient>();
  const cloudtrail = (region = "us-east-1") => {
    const client = trails.get(region) ?? box.as(credentials, region).cloudtrail;
    trails.set(region, client);
    return client;
  };
  const trailArn = (name: string, region = "us-east-1") =>
    `arn:aws:cloudtrail:${region}:${accountId}:trail/${name}`;
  const putPolicy = async (Bucket: string, Statement: readonly unknown[]) => {
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  };
  const files = async (Bucket: string) => {
    await sandbox.delivered();
    const found: DeliveredFile[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await s3.send(
        new ListObjectsV2Command({ Bucket, ...(ContinuationToken ? { ContinuationToken } : {}) }),
      );
      for (const { Key } of page.Contents ?? []) {
        if (!parseObjectKey(Key!)) continue;
        const object = await s3.send(new GetObjectCommand({ Bucket, Key: Key! }));
        found.push({
          key: Key!,
          json: JSON.parse(gunzipSync(await object.Body!.transformToByteArray()).toString()),
          headers: {
            contentType: object.ContentType,
            contentEncoding: object.ContentEncoding,
            encryption: object.ServerSideEncryption,
          },
        });
      }
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    return found;
  };
  return {
    sandbox,
    clock,
    s3,
    iam,
    cloudtrail,
    trailArn,
    putPolicy,
    bucketFor: async (bucket, name, { prefix, region } = {}) => {
      await s3.send(new CreateBucketCommand({ Bucket: bucket }));
      await putPolicy(bucket, trailPolicy(bucket, accountId, trailArn(name, region), prefix));
    },
    files,
    records: async (bucket) => (await files(bucket)).flatMap(({ json }) => json.Records ?? []),
    close: box.close,
  };
}

/**
 * `aws cloudtrail validate-logs --verbose` of a trail, from `start` (ISO 8601, UTC) to the sandbox's now.
 * @param more further arguments
 */
export function validateLogs(
  box: TrailSandbox,
  trail: string,
  start: string,
  more: readonly string[] = [],
): Promise<Output> {
  const { endpoint, credentials } = box.sandbox;
  const end = box.clock.now().toISOString();
  const range = ["--start-time", start, "--end-time", end];
  const of = ["--trail-arn", box.trailArn(trail), ...more];
  return awsCli(["cloudtrail", "validate-logs", ...of, ...range, "--verbose"], {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_DEFAULT_REGION: "us-east-1",
  });
}
