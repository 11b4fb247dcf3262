import {
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
} from "@aws-sdk/client-s3";
import { AwsCallError } from "../aws-call-error.ts";
import type { Context } from "../resource-type.ts";

/**
 * Deletes every object, version and delete marker, in batches of up to 1000 (what DeleteObjects takes). Each batch
 * is listed from the beginning, because the one before it is gone. Throws when an object cannot be deleted.
 */
export async function emptyBucket(Bucket: string, context: Context, locked: boolean): Promise<void> {
  const { s3 } = context.aws;
  let page: ListObjectVersionsCommandOutput;
  do {
    context.signal.throwIfAborted();
    page = await s3.send(new ListObjectVersionsCommand({ Bucket, MaxKeys: 1000 }));
    const Objects = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(({ Key, VersionId }) => ({
      Key: Key ?? "",
      ...(VersionId ? { VersionId } : {}),
    }));
    if (Objects.length === 0) return;
    const deleted = await s3.send(
      new DeleteObjectsCommand({
        Bucket,
        Delete: { Objects, Quiet: true },
        ...(locked ? { BypassGovernanceRetention: true } : {}),
      }),
    );
    const [refused, ...more] = deleted.Errors ?? [];
    if (refused) {
      const { Code: code = "InternalError", Message = "", Key } = refused;
      const message = `${Message} (${Key}${more.length > 0 ? ` and ${more.length} more` : ""})`;
      throw new AwsCallError({ service: "S3", operation: "DeleteObjects", code, message, status: 200 });
    }
  } while (page.IsTruncated);
}
