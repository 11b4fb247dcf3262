import fc from "fast-check";
import { expect, test } from "vitest";
import {
  formatProviderError,
  type ProviderError,
  parseProviderError,
} from "../../../../infra/sandbox/provider/provider-error.ts";

const refused: ProviderError = {
  service: "CloudTrail",
  operation: "CreateTrail",
  code: "InsufficientS3BucketPolicyException",
  message: "Incorrect S3 bucket policy is detected for bucket: logs",
  status: 400,
  requestId: "66ece002-efea-4cd1-8a12-fc1b6f6c5126",
  explanation: "No statement allows s3:PutObject (with the ACL condition).",
};

test("what is formatted is parsed again, whatever the engine puts around it", () => {
  const text = `error: 1 error occurred:\n\t* ${formatProviderError(refused).replace("\n", "\n    ")}\n\n`;
  expect(parseProviderError(text)).toEqual(refused);
});

test("an error without answer, request or explanation", () => {
  const silent = { service: "S3", operation: "HeadBucket", code: "ECONNREFUSED", message: "connect" };
  expect(formatProviderError(silent)).toBe(
    "AWS call S3 HeadBucket failed with ECONNREFUSED (no answer): connect",
  );
  expect(parseProviderError(formatProviderError(silent))).toEqual(silent);
});

test("the explanation is found where it is told, the first error is the one returned", () => {
  const short = formatProviderError({ ...refused, explanation: "" });
  const other = formatProviderError({ ...refused, operation: "DeleteBucket" });
  expect(parseProviderError(`${short} 1 error\n${other}\n${formatProviderError(refused)}`)).toEqual(refused);
  expect(parseProviderError(`${short}\n${other}`)?.explanation).toBeUndefined();
});

test("messages and explanations with control characters keep the form", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (message, explanation) => {
      const text = formatProviderError({ ...refused, message, explanation });
      expect(text.split("\n").length).toBeLessThanOrEqual(2);
      expect(text.replace("\n", "")).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
      expect(parseProviderError(text)).toMatchObject({ operation: "CreateTrail", code: refused.code });
    }),
  );
});

test("other text is no AWS error", () => {
  expect(parseProviderError("error: update failed")).toBeUndefined();
});
