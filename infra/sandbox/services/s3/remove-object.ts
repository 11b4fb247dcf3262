import type { World } from "../../world.ts";
import { type Cause, notify } from "./notify.ts";
import { wholeSeconds } from "./object-operations.ts";
import type { Bucket } from "./state.ts";
import { newVersionId, putVersion, removeVersion } from "./versions.ts";
import type { Call } from "../../service.ts";

/** What a deletion did: which version went, or which delete marker came. */
export interface Removed {
  readonly versionId?: string;
  readonly deleteMarker?: boolean;
}

const emptyMd5 = "d41d8cd98f00b204e9800998ecf8427e";

/**
 * Deletes one version for good, or the current one: for good without versioning, behind a delete marker with it. Tells
 * the bucket's destinations.
 * @param kind what notifications call it
 */
export function removeObject(
  cause: Call | Cause,
  world: World,
  bucket: Bucket,
  key: string,
  versionId: string | undefined,
  kind: "s3:ObjectRemoved" | "s3:LifecycleExpiration" = "s3:ObjectRemoved",
): Removed {
  if (versionId !== undefined || bucket.versioning === undefined) {
    const removed = removeVersion(world, bucket, key, versionId ?? "null");
    if (removed)
      notify(cause, world, bucket, `${kind}:Delete`, {
        key,
        ...(versionId === undefined ? {} : { versionId }),
      });
    return {
      ...(versionId === undefined ? {} : { versionId }),
      ...(removed?.deleteMarker ? { deleteMarker: true } : {}),
    };
  }
  const marker = {
    key,
    versionId: newVersionId(bucket),
    deleteMarker: true as const,
    size: 0,
    etag: "",
    modified: wholeSeconds(cause.time),
    headers: {},
    metadata: {},
    owner: bucket.account,
    encryption: {},
  };
  putVersion(world, bucket, marker);
  const { versionId: marked } = marker;
  notify(cause, world, bucket, `${kind}:DeleteMarkerCreated`, { key, etag: emptyMd5, versionId: marked });
  return { versionId: marked, deleteMarker: true };
}
