import {
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
} from "@aws-sdk/client-s3";
import { AwsCallError } from "../aws-call-error.ts";
import type { Context } from "../resource-type.ts";

/** Deletes every object, version and delete marker, in batches of up to 1000 (what DeleteObjects takes). */
export async function emptyBucket(Bucket: string, context: Context, locked: boolean): Promise<void> {
  const { s3 } = context.aws;
  let marker: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
  while (marker) {
    context.signal.throwIfAborted();
    const page: ListObjectVersionsCommandOutput = await s3.send(
      new ListObjectVersionsCommand({ Bucket, MaxKeys: 1000, ...marker }),
    );
    const Objects = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(({ Key, VersionId }) => ({
      Key: Key ?? "",
      ...(VersionId ? { VersionId } : {}),
    }));
    if (Objects.length > 0) {
      const deleted = await s3.send(
        new DeleteObjectsCommand({
          Bucket,
          Delete: { Objects, Quiet: true },
          ...(locked ? { BypassGovernanceRetention: true } : {}),
        }),
      );
      const refused = deleted.Errors?.[0];
      if (refused) {
        const { Code: code = "InternalError", Message = "", Key } = refused;
        const count = deleted.Errors!.length;
        const message = `${Message} (${Key}${count > 1 ? ` and ${count - 1} more` : ""})`;
        throw new AwsCallError({ service: "S3", operation: "DeleteObjects", code, message, status: 200 });
      }
    }
    marker = page.IsTruncated ? next(page.NextKeyMarker, page.NextVersionIdMarker) : undefined;
  }
}

function next(KeyMarker?: string, VersionIdMarker?: string) {
  return { ...(KeyMarker ? { KeyMarker } : {}), ...(VersionIdMarker ? { VersionIdMarker } : {}) };
}
