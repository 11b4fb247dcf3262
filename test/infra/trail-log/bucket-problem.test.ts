import { describe, expect, test } from "vitest";
import { bucketProblem, isGone } from "../../../infra/trail-log/bucket-problem.ts";

const attempt = { doing: "list", bucketName: "logs", stack: "audit" } as const;
const failure = (name: string, more: object = {}) => Object.assign(new Error("detail"), { name, ...more });

describe("an error of AWS in words", () => {
  test.each<[string, unknown, RegExp, RegExp | undefined]>([
    [
      "NoSuchBucket",
      failure("NoSuchBucket"),
      /Bucket logs could not be listed: it does not exist/,
      /up --stack audit/,
    ],
    ["AccessDenied", failure("AccessDenied"), /access denied/, /s3:ListBucket on arn:aws:s3:::logs/],
    ["a bare 403", failure("Unknown", { $metadata: { httpStatusCode: 403 } }), /access denied/, /ListBucket/],
    ["ExpiredToken", failure("ExpiredToken"), /credentials have expired/, /sso login/],
    ["InvalidAccessKeyId", failure("InvalidAccessKeyId"), /does not accept/, /profile/],
    ["SignatureDoesNotMatch", failure("SignatureDoesNotMatch"), /does not accept/, /profile/],
    ["no credentials", failure("CredentialsProviderError"), /no usable credentials \(detail\)/, /--profile/],
    [
      "another region",
      failure("PermanentRedirect", { $metadata: { httpStatusCode: 301 } }),
      /another region/,
      /settings/,
    ],
    ["a wrong clock", failure("RequestTimeTooSkewed"), /clock is wrong/, /NTP/],
    [
      "throttling",
      failure("SlowDown", { $metadata: { httpStatusCode: 503 } }),
      /slow down \(SlowDown\)/,
      undefined,
    ],
    ["too many requests", failure("Odd", { $metadata: { httpStatusCode: 429 } }), /slow down/, undefined],
    ["a KMS key", failure("KMS.DisabledException"), /KMS key cannot be used/, /kms:Decrypt/],
    [
      "Glacier",
      failure("InvalidObjectState", { $metadata: { httpStatusCode: 403 } }),
      /archived/,
      /RestoreObject/,
    ],
    [
      "a refused connection",
      new AggregateError([Object.assign(new Error("x"), { code: "ECONNREFUSED" })]),
      /no connection \(ECONNREFUSED\)/,
      /sandbox/,
    ],
    [
      "an unknown host",
      Object.assign(new Error("x"), { code: "ENOTFOUND" }),
      /no connection \(ENOTFOUND\)/,
      /network/,
    ],
    ["a timeout", failure("TimeoutError"), /no connection \(TimeoutError\)/, /network/],
    ["a lost connection", new Error("socket hang up"), /no connection \(ECONNRESET\)/, /network/],
    [
      "anything else",
      failure("InternalError"),
      /^Bucket logs could not be listed: InternalError: detail\.$/,
      undefined,
    ],
    ["no error at all", undefined, /could not be listed: status unknown/, undefined],
  ])("%s", (_, error, message, next) => {
    const problem = bucketProblem(error, attempt);
    expect(problem.message).toMatch(message);
    if (next) expect(problem.next).toMatch(next);
    else expect(problem.next).toBeUndefined();
  });

  test("reading needs other permissions than listing", () => {
    expect(bucketProblem(failure("AccessDenied"), { ...attempt, doing: "read" })).toEqual({
      message: "A log file in bucket logs could not be read: access denied.",
      next: expect.stringContaining("s3:GetObject on arn:aws:s3:::logs/* (and kms:Decrypt"),
    });
  });

  test("credentials are asked for anew when they were the reason, and only then", () => {
    expect(bucketProblem(failure("ExpiredToken"), attempt).renewCredentials).toBe(true);
    expect(bucketProblem(failure("AccessDenied"), attempt).renewCredentials).toBeUndefined();
  });

  test("what is gone, or another version by now, is no problem", () => {
    expect(isGone(failure("NoSuchKey"))).toBe(true);
    expect(isGone(failure("Unknown", { $metadata: { httpStatusCode: 412 } }))).toBe(true);
    expect(isGone(failure("NoSuchBucket"))).toBe(false);
    expect(isGone(undefined)).toBe(false);
  });
});
