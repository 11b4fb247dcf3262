import type { GetObjectCommandOutput, S3Client } from "@aws-sdk/client-s3";
import { familyPrefix, type TrailLocation } from "../cloudtrail/object-key.ts";
import type { TrailSource } from "./source.ts";

/** An object of the bucket as a listing shows it. */
export interface ListedFile {
  readonly key: string;
  readonly etag: string;
  readonly bytes: number;
  /** Last-Modified, epoch milliseconds. */
  readonly modified: number;
}

/** Milliseconds. */
const connectionTimeout = 10_000;
const idleTimeout = 30_000;

interface Connection {
  readonly client: S3Client;
  readonly s3: typeof import("./s3-client.ts");
}

/** The calls a tail makes: regions, files under a prefix, one file. One kept-alive client per source. */
export class LogBucket {
  readonly #source: TrailSource;
  readonly #signal: AbortSignal;
  readonly #idle: number;
  #connection: Promise<Connection> | undefined;

  /** `idle`: a connection on which nothing has come for so many milliseconds counts as lost. */
  constructor(source: TrailSource, signal: AbortSignal, idle = idleTimeout) {
    this.#source = source;
    this.#signal = signal;
    this.#idle = idle;
  }

  /** Regions that have a folder, from the listing of `AWSLogs/<account>/CloudTrail/`. */
  async regions(location: TrailLocation): Promise<string[]> {
    return this.folders(familyPrefix(location, "CloudTrail"));
  }

  /** Names of the folders under a prefix that ends with a slash. */
  async folders(prefix: string): Promise<string[]> {
    const names: string[] = [];
    for await (const page of this.#pages({ prefix, delimiter: "/" })) {
      for (const { Prefix } of page.CommonPrefixes ?? []) {
        if (Prefix) names.push(Prefix.slice(prefix.length, -1));
      }
    }
    return names;
  }

  /** Everything under a prefix, or what sorts after a key; whether it took more than one page. */
  async files(prefix: string, after?: string): Promise<{ files: ListedFile[]; paged: boolean }> {
    const files: ListedFile[] = [];
    let pages = 0;
    for await (const page of this.#pages({ prefix, ...(after === undefined ? {} : { after }) })) {
      pages++;
      for (const { Key, ETag, Size, LastModified } of page.Contents ?? []) {
        if (Key === undefined) continue;
        files.push({ key: Key, etag: ETag ?? "", bytes: Size ?? 0, modified: LastModified?.getTime() ?? 0 });
      }
    }
    return { files, paged: pages > 1 };
  }

  /** One object as a listing would show it. */
  async describe(key: string): Promise<ListedFile> {
    const { client, s3 } = await this.#connected();
    const command = new s3.HeadObjectCommand({ Bucket: this.#source.bucketName, Key: key });
    const { ETag, ContentLength, LastModified } = await client.send(command, { abortSignal: this.#signal });
    return { key, etag: ETag ?? "", bytes: ContentLength ?? 0, modified: LastModified?.getTime() ?? 0 };
  }

  /** The object's stored bytes; fails with PreconditionFailed when it is not the listed version any more. */
  async read(file: ListedFile): Promise<Uint8Array> {
    const { client, s3 } = await this.#connected();
    const command = new s3.GetObjectCommand({
      Bucket: this.#source.bucketName,
      Key: file.key,
      ...(file.etag ? { IfMatch: file.etag } : {}),
    });
    const answer: GetObjectCommandOutput = await client.send(command, { abortSignal: this.#signal });
    return (await answer.Body?.transformToByteArray()) ?? new Uint8Array();
  }

  /** The next call asks for credentials anew. */
  async renew(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    (await connection?.catch(() => undefined))?.client.destroy();
  }

  async *#pages({ prefix, delimiter, after }: { prefix: string; delimiter?: string; after?: string }) {
    const { client, s3 } = await this.#connected();
    let token: string | undefined;
    do {
      const command = new s3.ListObjectsV2Command({
        Bucket: this.#source.bucketName,
        Prefix: prefix,
        Delimiter: delimiter,
        StartAfter: after,
        ContinuationToken: token,
      });
      const page = await client.send(command, { abortSignal: this.#signal });
      yield page;
      token = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
  }

  #connected(): Promise<Connection> {
    this.#connection ??= import("./s3-client.ts").then((s3) => ({
      s3,
      client: new s3.S3Client({
        ...this.#source.client,
        followRegionRedirects: true,
        // A connection that has silently gone (sleep, a router's restart) would hold up the tail for ever.
        requestHandler: { connectionTimeout, socketTimeout: this.#idle },
      }),
    }));
    return this.#connection;
  }
}
