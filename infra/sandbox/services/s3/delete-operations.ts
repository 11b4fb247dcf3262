import { authorize } from "../../authorization/authorize.ts";
import type { Operation } from "../../service.ts";
import { AwsError, type Call } from "../../service.ts";
import type { World } from "../../world.ts";
import { children, childText } from "../../wire/xml.ts";
import { requireRoot } from "./access-settings.ts";
import { malformedXml } from "./errors.ts";
import { event } from "./event.ts";
import { versioned } from "./object-operations.ts";
import { bucketOf, objectOperation, permission, xmlReply } from "./operation.ts";
import { versionsOf } from "./versions.ts";
import { bypassesGovernance, hasObjectLock, isProtected, protectedObject } from "./object-lock.ts";
import { removeObject } from "./remove-object.ts";
import { type Bucket, objectArn, objects } from "./state.ts";

export const deleteObject = objectOperation({
  action: (call) => [versioned("s3:DeleteObject")(call), ...bypassActions(call)],
  readOnly: false,
  handle(call, world, bucket, key) {
    const ifMatch = call.request.headers["if-match"];
    if (ifMatch !== undefined && ifMatch !== "*") {
      const current = objects(world).get(`${bucket.name}/${key}`);
      if (current && !current.deleteMarker && ifMatch.replace(/"/g, "") !== current.etag)
        throw new AwsError(
          "PreconditionFailed",
          "At least one of the pre-conditions you specified did not hold",
          {
            status: 412,
            extra: { Condition: "If-Match" },
          },
        );
    }
    checkUnlocked(call, world, bucket, key, call.input["VersionId"] as string | undefined);
    const { versionId, deleteMarker } = removeObject(
      call,
      world,
      bucket,
      key,
      call.input["VersionId"] as string | undefined,
    );
    return {
      status: 204,
      headers: {
        ...(versionId === undefined ? {} : { "x-amz-version-id": versionId }),
        ...(deleteMarker ? { "x-amz-delete-marker": "true" } : {}),
      },
    };
  },
});

const bypassActions = (call: Call) => (bypassesGovernance(call) ? ["s3:BypassGovernanceRetention"] : []);

/** Why Object Lock keeps a version from being deleted; undefined where it does not. A delete marker can always come. */
function lockedError(
  call: Call,
  world: World,
  bucket: Bucket,
  key: string,
  versionId: string | undefined,
): AwsError | undefined {
  if (versionId === undefined || !hasObjectLock(bucket)) return undefined;
  const version = versionsOf(world, bucket, key).find((each) => each.versionId === versionId);
  return version && isProtected(version, call.time, bypassesGovernance(call)) ? protectedObject() : undefined;
}

function checkUnlocked(...version: Parameters<typeof lockedError>): void {
  const error = lockedError(...version);
  if (error) throw error;
}

/** Up to 1000 keys in one call. Permissions are checked key by key, and refusals are listed, as on AWS. */
export const deleteObjects: Operation = {
  readOnly: false,
  category: "Data",
  permissions: (call, world) => {
    bucketOf(call, world);
    return [];
  },
  about: (call, world) => [{ resourceAccount: bucketOf(call, world).account }],
  handle(call, world) {
    const bucket = bucketOf(call, world);
    const root = requireRoot(call.request.body.bytes(), "Delete");
    const wanted = children(root, "Object");
    if (wanted.length === 0 || wanted.length > 1000) throw malformedXml();
    const deleted: unknown[] = [];
    const errors: unknown[] = [];
    for (const element of wanted) {
      const key = childText(element, "Key");
      const versionId = childText(element, "VersionId");
      if (!key) throw malformedXml();
      const action = versionId === undefined ? "s3:DeleteObject" : "s3:DeleteObjectVersion";
      const needed = [action, ...bypassActions(call)].map((each) =>
        permission(call, world, each, objectArn(bucket.name, key), bucket, { versionId }),
      );
      const refused = authorize(call, needed, world).allowed
        ? lockedError(call, world, bucket, key, versionId)
        : new AwsError("AccessDenied", "Access Denied");
      if (refused) {
        errors.push({ Key: key, VersionId: versionId, Code: refused.code, Message: refused.message });
        continue;
      }
      const done = removeObject(call, world, bucket, key, versionId);
      deleted.push({
        Key: key,
        VersionId: versionId,
        DeleteMarker: done.deleteMarker,
        DeleteMarkerVersionId: done.deleteMarker ? done.versionId : undefined,
      });
    }
    const quiet = childText(root, "Quiet") === "true";
    return xmlReply("DeleteResult", { Deleted: quiet ? [] : deleted, Error: errors });
  },
  event,
};
