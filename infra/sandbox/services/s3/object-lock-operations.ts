import { AwsError, type Call } from "../../service.ts";
import { childText } from "../../wire/xml.ts";
import { requireRoot } from "./access-settings.ts";
import { malformedXml } from "./errors.ts";
import {
  bypassesGovernance,
  checkRetentionChange,
  hasObjectLock,
  missingConfiguration,
  retentionFromBody,
} from "./object-lock.ts";
import { readable, versionHeader } from "./object-operations.ts";
import { objectOperation, xmlReply } from "./operation.ts";
import type { Bucket } from "./state.ts";
import { replaceVersion } from "./versions.ts";

const nothingSet = () =>
  new AwsError(
    "NoSuchObjectLockConfiguration",
    "The specified object does not have a ObjectLock configuration",
    { status: 404 },
  );

function requireLock(bucket: Bucket): void {
  if (!hasObjectLock(bucket)) throw missingConfiguration();
}

export const getObjectRetention = objectOperation({
  action: "s3:GetObjectRetention",
  readOnly: true,
  handle(call, world, bucket, key) {
    requireLock(bucket);
    const { retention } = readable(call, world, bucket, key);
    if (!retention) throw nothingSet();
    return xmlReply("Retention", { Mode: retention.mode, RetainUntilDate: retention.until });
  },
});

export const putObjectRetention = objectOperation({
  action: (call: Call) => [
    "s3:PutObjectRetention",
    ...(bypassesGovernance(call) ? ["s3:BypassGovernanceRetention"] : []),
  ],
  readOnly: false,
  handle(call, world, bucket, key) {
    requireLock(bucket);
    const now = readable(call, world, bucket, key);
    const next = retentionFromBody(call, requireRoot(call.request.body.bytes(), "Retention"));
    checkRetentionChange(call, now, next);
    const { retention: _, ...version } = now;
    replaceVersion(world, bucket, { ...version, ...(next ? { retention: next } : {}) });
    return { headers: versionHeader(bucket, version), body: Buffer.alloc(0) };
  },
});

export const getObjectLegalHold = objectOperation({
  action: "s3:GetObjectLegalHold",
  readOnly: true,
  handle(call, world, bucket, key) {
    requireLock(bucket);
    const { legalHold } = readable(call, world, bucket, key);
    if (legalHold === undefined) throw nothingSet();
    return xmlReply("LegalHold", { Status: legalHold ? "ON" : "OFF" });
  },
});

export const putObjectLegalHold = objectOperation({
  action: "s3:PutObjectLegalHold",
  readOnly: false,
  handle(call, world, bucket, key) {
    requireLock(bucket);
    const version = readable(call, world, bucket, key);
    const status = childText(requireRoot(call.request.body.bytes(), "LegalHold"), "Status");
    if (status !== "ON" && status !== "OFF") throw malformedXml();
    replaceVersion(world, bucket, { ...version, legalHold: status === "ON" });
    return { headers: versionHeader(bucket, version), body: Buffer.alloc(0) };
  },
});
