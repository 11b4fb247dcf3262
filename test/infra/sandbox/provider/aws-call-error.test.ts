import { describe, expect, test } from "vitest";
import {
  AwsCallError,
  isAwsError,
  toAwsCallError,
  unlessAbsent,
} from "../../../../infra/sandbox/provider/aws-call-error.ts";

const details = (thrown: unknown) => toAwsCallError("S3", "HeadBucket", thrown).details;

describe("what the SDK throws", () => {
  test("an answer with a code, a request and an explanation", () => {
    const thrown = Object.assign(new Error("No such thing [Trailwright sandbox: 100% missing]"), {
      name: "NoSuchBucket",
      $metadata: { httpStatusCode: 404, requestId: "R1" },
      $response: { headers: { "x-trailwright-explanation": "100% missing" } },
    });
    expect(details(thrown)).toEqual({
      service: "S3",
      operation: "HeadBucket",
      code: "NoSuchBucket",
      message: "No such thing",
      status: 404,
      requestId: "R1",
      explanation: "100% missing",
    });
  });

  test.each([
    [403, "AccessDenied"],
    [404, "NotFound"],
    [301, "PermanentRedirect"],
  ])("a HEAD answer has only its status: %d is %s", (httpStatusCode, code) => {
    const thrown = Object.assign(new Error("UnknownError"), {
      name: String(httpStatusCode),
      $metadata: { httpStatusCode },
    });
    expect(details(thrown)).toMatchObject({ code, message: `The service answered HTTP ${httpStatusCode}.` });
  });

  test("no answer at all", () => {
    const thrown = Object.assign(new Error(""), { code: "ECONNREFUSED", $metadata: {} });
    expect(details(thrown)).toMatchObject({ code: "ECONNREFUSED", message: "The service did not answer." });
    expect(details(undefined)).toMatchObject({ code: "UnknownError" });
  });
});

test("absence is an answer, other refusals are not", async () => {
  const gone = new AwsCallError({ service: "S3", operation: "x", code: "NoSuchBucket", message: "" });
  await expect(unlessAbsent(Promise.reject(gone), "NoSuchBucket")).resolves.toBeUndefined();
  await expect(unlessAbsent(Promise.reject(gone), "NoSuchKey")).rejects.toBe(gone);
  expect(isAwsError(new Error("NoSuchBucket"), "NoSuchBucket")).toBe(false);
});
