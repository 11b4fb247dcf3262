import { setTimeout as wait } from "node:timers/promises";
import { isAwsError } from "./aws-call-error.ts";
import type { Context } from "./resource-type.ts";

/** S3 is told everywhere about a new bucket within seconds; after this long it is not the newness that is in the way. */
const newFor = 60_000;

/**
 * Calls S3 about a bucket. While the bucket is one that this provider has just made, "no such bucket" is tried
 * again with growing pauses; a conflict with another change of the bucket (OperationAborted) always is, up to the
 * same limit. Anything else, and a bucket that simply is not there, fails at once.
 */
export async function eventually<T>(bucket: string, context: Context, call: () => Promise<T>): Promise<T> {
  const began = Date.now();
  for (let pause = 200; ; pause = Math.min(pause * 2, 5000)) {
    try {
      return await call();
    } catch (error) {
      const isNew = Date.now() - (context.madeBuckets.get(bucket) ?? 0) < newFor;
      const passing = isAwsError(error, "OperationAborted") || (isNew && isAwsError(error, "NoSuchBucket"));
      if (!passing || Date.now() - began > newFor) throw error;
      await wait(pause, undefined, { signal: context.signal }).catch(() => context.signal.throwIfAborted());
    }
  }
}
