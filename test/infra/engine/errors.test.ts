import { describe, expect, test } from "vitest";
import { engineFailure } from "../../../infra/engine/errors.ts";
import { lockOwners } from "../../../infra/engine/stack-lock.ts";
import { TrailwrightError } from "../../../infra/errors.ts";
import { formatProviderError } from "../../../infra/sandbox/provider/provider-error.ts";
import { stackSettingsSchema } from "../../../infra/stacks/settings.ts";

const request = {
  kind: "up" as const,
  settings: stackSettingsSchema.parse({ stack: "dev", bucketName: "some-bucket" }),
};
const failure = (errors: string[], error: unknown = new Error("update failed"), cancelled = false) =>
  engineFailure(error, { request, errors, cancelled });

const said = (code: string, explanation?: string) =>
  `1 error occurred:\n\t* ${formatProviderError({
    service: "CloudTrail",
    operation: "CreateTrail",
    code,
    message: "No.",
    status: 400,
    requestId: "r",
    ...(explanation ? { explanation } : {}),
  })}`;

describe("an AWS error of our provider", () => {
  test.each([
    ["BucketAlreadyExists", "BucketNameTaken", 4],
    ["InsufficientS3BucketPolicyException", "BucketPolicyRefused", 4],
    ["ExpiredToken", "CredentialsExpired", 3],
    ["InvalidClientTokenId", "CredentialsMissing", 3],
    ["AccessDeniedException", "AccessDenied", 1],
    ["PermanentRedirect", "WrongRegion", 1],
    ["ThrottlingException", "EngineFailed", 4],
    ["constructor", "EngineFailed", 4],
  ])("%s is %s", (code, ours, exitCode) => {
    const error = failure([said(code)]);
    expect(error).toMatchObject({ code: ours, exitCode, next: expect.any(String) });
    expect(error.message).toBe(`AWS refused CreateTrail: ${code}: No.`);
  });

  test("keeps the explanation as the reason", () => {
    const error = failure([said("InsufficientS3BucketPolicyException", "The policy lacks s3:GetBucketAcl.")]);
    expect(error.why).toBe("The policy lacks s3:GetBucketAcl.");
  });
});

test.each([
  [
    "creating S3 Bucket (x): operation error S3: CreateBucket, https response error StatusCode: 409, RequestID: R, HostID: H, BucketAlreadyExists: ",
    "BucketNameTaken",
    "S3: CreateBucket",
  ],
  [
    "creating CloudTrail Trail (MyTrail): operation error CloudTrail: CreateTrail, https response error StatusCode: 400, RequestID: R, InsufficientS3BucketPolicyException: Incorrect S3 bucket policy is detected for bucket: b",
    "BucketPolicyRefused",
    "CloudTrail: CreateTrail",
  ],
  [
    "reading: operation error STS: GetCallerIdentity, https response error StatusCode: 403, RequestID: R, api error ExpiredToken: The security token included in the request is expired",
    "CredentialsExpired",
    "STS: GetCallerIdentity",
  ],
])("an error of the real plugin: %s", (text, code, operation) => {
  expect(failure([text])).toMatchObject({ code, message: expect.stringContaining(operation) });
});

test("a full disk, wherever it shows", () => {
  expect(failure([], new Error("write /x: no space left on device"))).toMatchObject({ code: "DiskFull" });
  expect(failure(["ENOSPC: no space left"])).toMatchObject({ code: "DiskFull" });
});

test("what was cancelled is Cancelled, whatever the engine says besides", () => {
  expect(failure([said("BucketAlreadyExists")], new Error("x"), true)).toMatchObject({
    code: "Cancelled",
    exitCode: 8,
    why: expect.stringContaining("has ended"),
  });
  expect(failure([], new Error("SIGINT received; terminating"), true).why).toContain("dropped");
});

test("anything else keeps the engine's own words", () => {
  expect(failure(["the sky fell", "twice"])).toMatchObject({
    code: "EngineFailed",
    why: "the sky fell\ntwice",
  });
  expect(failure([], new Error("code: -2\n stderr: \nerror: no such flag")).why).toContain(
    "error: no such flag",
  );
});

test("what is a TrailwrightError stays as it is", () => {
  const error = new TrailwrightError("StackLocked", "locked");
  expect(failure([], error)).toBe(error);
});

test("the owners of a lock are read from the CLI's words", () => {
  const words =
    "error: the stack is currently locked by 2 lock(s). Either wait …\n" +
    "  file:///x/a.json: created by root@vm (pid 31591) at 2026-11-23T03:18:49.834Z\n" +
    "  file:///x/b.json: created by jane.doe@laptop.local (pid 7) at 2026-11-23T03:18:50Z";
  expect(lockOwners(words)).toEqual([
    { user: "root", host: "vm", pid: 31591, since: "2026-11-23T03:18:49.834Z" },
    { user: "jane.doe", host: "laptop.local", pid: 7, since: "2026-11-23T03:18:50Z" },
  ]);
  expect(lockOwners("something else")).toEqual([]);
});
