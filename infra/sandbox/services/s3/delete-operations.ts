import { authorize } from "../../authorization/authorize.ts";
import type { Operation } from "../../service.ts";
import { AwsError } from "../../service.ts";
import { children, childText } from "../../wire/xml.ts";
import { requireRoot } from "./access-settings.ts";
import { malformedXml } from "./errors.ts";
import { event } from "./event.ts";
import { versioned } from "./object-operations.ts";
import { bucketOf, objectOperation, permission, xmlReply } from "./operation.ts";
import { removeObject } from "./remove-object.ts";
import { objectArn, objects } from "./state.ts";

export const deleteObject = objectOperation({
  action: versioned("s3:DeleteObject"),
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

/** Up to 1000 keys in one call. Permissions are checked key by key, and refusals are listed, as on AWS. */
export const deleteObjects: Operation = {
  readOnly: false,
  category: "Data",
  permissions: (call, world) => {
    bucketOf(call, world);
    return [];
  },
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
      const needed = permission(call, world, action, objectArn(bucket.name, key), bucket);
      if (!authorize(call, [needed], world).allowed) {
        errors.push({ Key: key, VersionId: versionId, Code: "AccessDenied", Message: "Access Denied" });
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
