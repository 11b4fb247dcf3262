import { maximumLogFileBytes } from "../cloudtrail/log-file.ts";
import type { DecodedLogFile } from "./decode-log-file.ts";
import type { ListedFile, LogBucket } from "./log-bucket.ts";
import { LogFileFault } from "./log-file-fault.ts";
import type { LogFileReader } from "./log-file-reader.ts";
import type { LogMirror } from "./log-mirror.ts";

/** Where files come from and what decodes them. */
export interface FetchContext {
  readonly bucketName: string;
  readonly bucket: LogBucket;
  readonly reader: LogFileReader;
  readonly mirror: LogMirror | undefined;
}

/** Far beyond what CloudTrail writes; a larger object is no log file, and not worth the memory. */
const maximumBytes = 4 * maximumLogFileBytes;

/**
 * The records of one file, from its local copy or from the bucket. A copy that cannot be read is fetched again.
 * @throws LogFileFault when the object is no readable log file; the AWS SDK's errors when it cannot be had
 */
export async function fetchLogFile(file: ListedFile, context: FetchContext): Promise<DecodedLogFile> {
  const { bucketName, bucket, reader, mirror } = context;
  if (file.bytes > maximumBytes) {
    throw new LogFileFault(`is larger than any log file (${Math.round(file.bytes / 1e6)} MB)`);
  }
  const copy = await mirror?.read(bucketName, file);
  if (copy) {
    try {
      return await reader.read(copy);
    } catch {
      await mirror?.forget(bucketName, file);
    }
  }
  const bytes = await bucket.read(file);
  const decoded = await reader.read(bytes);
  void mirror?.write(bucketName, file, bytes); // never rejects; close() waits for it
  return decoded;
}
