import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateTrailCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
} from "@aws-sdk/client-cloudtrail";
import { CreateUserCommand, IAMClient } from "@aws-sdk/client-iam";
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { sandboxEntry } from "../../infra/entry.ts";
import { type Address, readAddress } from "../../infra/sandbox/address-file.ts";
import type { Output } from "./python-tools.ts";
import { startTrailSandbox, validateLogs } from "./trail-sandbox.ts";

/** What came of killing a sandbox again and again. */
export interface KillReport {
  /** Request IDs of the calls whose answer, success or refusal, reached a client. */
  readonly answered: readonly string[];
  /** Of these, how many each kill left behind. */
  readonly answeredPerRound: readonly number[];
  /** Those of them that no delivered log file has. */
  readonly missing: readonly string[];
  /** Request IDs delivered under more than one event ID. */
  readonly twice: readonly string[];
  /** Event IDs that log files have more than once. */
  readonly repeated: readonly string[];
  readonly files: number;
  readonly records: number;
  /** Of the AWS CLI's validate-logs; undefined where it was not asked for. */
  readonly validation: Output | undefined;
}

const trail = "Main";

/**
 * Kills the sandbox's own process with SIGKILL at random moments under load, so many times in a row on one state folder;
 * then reads what was delivered. Six clients at once make, fail to make and read things, in management and data events,
 * with small objects, large ones and multipart uploads; log files are delivered every 20 ms.
 * @param validate whether the AWS CLI validates the log files at the end
 */
export async function killSandbox(rounds: number, validate: boolean): Promise<KillReport> {
  const folder = mkdtempSync(join(tmpdir(), "trailwright-kill-"));
  const started = new Date(Date.now() - 60_000).toISOString();
  try {
    await makeTrail(folder);
    const answeredPerRound: number[] = [];
    const answered: string[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const requests = await killOnce(folder, round);
      answeredPerRound.push(requests.length);
      answered.push(...requests);
    }
    return { answered, answeredPerRound, ...(await judge(folder, answered, validate ? started : undefined)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function makeTrail(folder: string): Promise<void> {
  const box = await startTrailSandbox({ folder });
  try {
    await box.s3.send(new CreateBucketCommand({ Bucket: "load" }));
    await box.bucketFor("logs", trail);
    const cloudtrail = box.cloudtrail();
    await cloudtrail.send(
      new CreateTrailCommand({ Name: trail, S3BucketName: "logs", EnableLogFileValidation: true }),
    );
    const DataResources = [{ Type: "AWS::S3::Object", Values: ["arn:aws:s3:::load/"] }];
    await cloudtrail.send(
      new PutEventSelectorsCommand({
        TrailName: trail,
        EventSelectors: [{ ReadWriteType: "All", IncludeManagementEvents: true, DataResources }],
      }),
    );
    await cloudtrail.send(new StartLoggingCommand({ Name: trail }));
  } finally {
    await box.close();
  }
}

/** One life of the sandbox; returns the request IDs of the calls that were answered in it. */
async function killOnce(folder: string, round: number): Promise<readonly string[]> {
  const settings = { folder, deliveryMilliseconds: 20, graceMilliseconds: 3_600_000 };
  const child = spawn(process.execPath, [sandboxEntry(), JSON.stringify(settings)], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const ended = once(child, "exit");
  const [message] = (await once(child, "message")) as [unknown];
  const address = readAddress(folder);
  if (address?.pid !== child.pid) throw new Error(`The sandbox did not start: ${JSON.stringify(message)}`);
  const load = startLoad(address!, round);
  // From the first answer on, any moment is as good as another.
  await Promise.race([load.first, load.answered]);
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 300));
  child.kill("SIGKILL");
  await ended;
  return load.answered;
}

interface Load {
  /** Resolves with the first answer. */
  readonly first: Promise<void>;
  /** Resolves when no client has a connection any more. */
  readonly answered: Promise<readonly string[]>;
}

function startLoad({ endpoint, region, credentials }: Address, round: number): Load {
  const options = { endpoint, region, credentials, maxAttempts: 1 };
  const iam = new IAMClient(options);
  const s3 = new S3Client({ ...options, forcePathStyle: true });
  const answered: string[] = [];
  const { promise: first, resolve } = Promise.withResolvers<void>();
  /** Notes who was answered; a refusal is an answer, too. */
  async function told<T extends { $metadata: { requestId?: string } }>(
    call: Promise<T>,
  ): Promise<T | undefined> {
    let id: string | undefined;
    let answer: T | undefined;
    try {
      answer = await call;
      id = answer.$metadata.requestId;
    } catch (error) {
      const { $metadata } = error as { $metadata?: { requestId?: string } };
      id = $metadata?.requestId;
      if (id === undefined) throw error;
    }
    if (id === undefined) throw new Error("An answer without a request ID.");
    answered.push(id);
    resolve();
    return answer;
  }
  const Bucket = "load";
  const lanes: readonly ((name: string) => Promise<unknown>)[] = [
    (name) => told(iam.send(new CreateUserCommand({ UserName: name }))),
    // Every other one is there already.
    (name) => told(iam.send(new CreateUserCommand({ UserName: name.replace(/[13579]$/, "0") }))),
    (name) => told(s3.send(new PutObjectCommand({ Bucket, Key: name, Body: name }))),
    async (name) => {
      await told(s3.send(new PutObjectCommand({ Bucket, Key: "large", Body: name.repeat(20_000) })));
      await told(s3.send(new DeleteObjectCommand({ Bucket, Key: "large" })));
    },
    async (name) => {
      const answer = await told(s3.send(new GetObjectCommand({ Bucket, Key: name.slice(0, 4) })));
      await answer?.Body?.transformToByteArray();
    },
    async (Key) => {
      const upload = await told(s3.send(new CreateMultipartUploadCommand({ Bucket, Key })));
      const of = { Bucket, Key, UploadId: upload?.UploadId };
      const part = await told(s3.send(new UploadPartCommand({ ...of, PartNumber: 1, Body: Key })));
      const Parts = [{ PartNumber: 1, ETag: part?.ETag }];
      await told(s3.send(new CompleteMultipartUploadCommand({ ...of, MultipartUpload: { Parts } })));
    },
  ];
  const run = async (lane: (name: string) => Promise<unknown>, index: number) => {
    try {
      for (let n = 0; ; n += 1) await lane(`r${round}-${index}-${n}`);
    } catch {
      // The connection is gone.
    }
  };
  const done = Promise.all(lanes.map(run)).then(() => {
    iam.destroy();
    s3.destroy();
    return answered;
  });
  return { first, answered: done };
}

async function judge(
  folder: string,
  answered: readonly string[],
  validateFrom: string | undefined,
): Promise<Omit<KillReport, "answered" | "answeredPerRound">> {
  const box = await startTrailSandbox({ folder });
  try {
    await box.cloudtrail().send(new StopLoggingCommand({ Name: trail }));
    const files = await box.files("logs");
    const records = files.flatMap(({ json }) => json.Records ?? []);
    const eventIds = new Map<string, Set<string>>();
    const seen = new Set<string>();
    const repeated: string[] = [];
    for (const { requestID = "", eventID } of records) {
      eventIds.set(requestID, (eventIds.get(requestID) ?? new Set()).add(eventID));
      if (seen.has(eventID)) repeated.push(eventID);
      seen.add(eventID);
    }
    return {
      missing: answered.filter((id) => !eventIds.has(id)),
      twice: [...eventIds].filter(([, ids]) => ids.size > 1).map(([id]) => id),
      repeated,
      files: files.filter(({ json }) => json.Records).length,
      records: records.length,
      validation: validateFrom === undefined ? undefined : await validateLogs(box, trail, validateFrom),
    };
  } finally {
    await box.close();
  }
}
