import { meaningOf, networkCode } from "../aws-error.ts";

/** What was tried when an error came up. */
export interface Attempt {
  readonly doing: "list" | "read";
  readonly bucketName: string;
  readonly stack: string;
}

/** Why a log bucket could not be read just now, in words. Reading is tried again in any case. */
export interface BucketProblem {
  readonly message: string;
  readonly next?: string;
  /** Credentials should be asked for anew before the next attempt. */
  readonly renewCredentials?: boolean;
}

interface AwsError {
  readonly name?: string;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** An error as the rules below look at it. */
interface Failure {
  readonly name: string;
  readonly detail: string;
  readonly status: number | undefined;
  /** Code of a failed connection. */
  readonly network: string | undefined;
}

interface Rule {
  readonly when: (failure: Failure) => boolean;
  /** Completes "Bucket x could not be listed: …". */
  readonly why: (failure: Failure) => string;
  readonly next?: (attempt: Attempt) => string;
  readonly renewCredentials?: true;
}

const named =
  (...names: string[]) =>
  ({ name }: Failure): boolean =>
    names.includes(name);

/** The first that applies counts: many errors share status 403 ("Error responses", Amazon S3 API Reference). */
const rules: readonly Rule[] = [
  {
    when: named("NoSuchBucket"),
    why: () => "it does not exist",
    next: ({ stack }) => `Create it with "up --stack ${stack}", or leave the stack out.`,
  },
  {
    when: ({ name }) => meaningOf(name) === "CredentialsExpired",
    why: ({ name }) => `the credentials have expired (${name})`,
    next: () => 'Sign in again (for example "aws sso login"); reading goes on by itself.',
    renewCredentials: true,
  },
  {
    when: ({ name }) => meaningOf(name) === "CredentialsMissing",
    why: ({ name }) => `AWS does not accept the credentials (${name})`,
    next: () => "Check which profile or access key is in use and that it has not been deleted.",
    renewCredentials: true,
  },
  {
    when: named("CredentialsProviderError", "TokenProviderError", "TrailwrightError"),
    why: ({ name, detail }) => `there are no usable credentials (${detail || name})`,
    next: () => "Choose a profile with --profile, or sign in; reading goes on by itself.",
    renewCredentials: true,
  },
  {
    when: named("RequestTimeTooSkewed"),
    why: () => "this machine's clock is wrong",
    next: () => "Set the clock, best by NTP.",
  },
  {
    when: named("InvalidObjectState"),
    why: () => "it has been archived to Glacier",
    next: () => "Restore it with S3 RestoreObject to read it.",
  },
  {
    when: ({ name, detail }) => name.startsWith("KMS.") || /\bkms:/i.test(detail),
    why: ({ name }) => `its KMS key cannot be used (${name})`,
    next: () => "Allow kms:Decrypt on the trail's key to this identity and see that the key is enabled.",
  },
  {
    when: ({ name, status }) =>
      status === 301 || name === "PermanentRedirect" || name === "AuthorizationHeaderMalformed",
    why: () => "the bucket is in another region",
    next: ({ stack }) => `Check the region in the settings of stack ${stack}.`,
  },
  {
    when: ({ name, status }) => name === "AccessDenied" || status === 403,
    why: () => "access denied",
    next: ({ doing, bucketName }) =>
      `Allow this identity ${
        doing === "list"
          ? `s3:ListBucket on arn:aws:s3:::${bucketName}`
          : `s3:GetObject on arn:aws:s3:::${bucketName}/* (and kms:Decrypt where log files are encrypted with KMS)`
      }; look for a Deny in the bucket policy.`,
  },
  {
    when: ({ name, status }) =>
      status === 429 || status === 503 || name === "SlowDown" || /^Throttl|^RequestLimit/.test(name),
    why: ({ name, status }) => `AWS asks to slow down (${name || status}); reading goes on more slowly`,
  },
  {
    when: ({ network }) => network !== undefined,
    why: ({ network }) => `no connection (${network})`,
    next: () => "Check the network or, for the sandbox, that it is running; reading goes on by itself.",
  },
];

const anythingElse: Rule = {
  when: () => true,
  why: ({ name, detail, status }) =>
    [name, detail].filter(Boolean).join(": ") || `status ${status ?? "unknown"}`,
};

/** Whether the object is not there any more, or another one by now: nothing to read and nothing wrong. */
export function isGone(error: unknown): boolean {
  const { name, $metadata } = (error ?? {}) as AwsError;
  return name === "NoSuchKey" || name === "PreconditionFailed" || $metadata?.httpStatusCode === 412;
}

/** An error of the AWS SDK, in words with the next step. Pure. */
export function bucketProblem(error: unknown, attempt: Attempt): BucketProblem {
  const { name = "", message = "", $metadata } = (error ?? {}) as AwsError;
  const failure: Failure = {
    name,
    detail: message,
    status: $metadata?.httpStatusCode,
    network: networkCode(error),
  };
  const rule = rules.find(({ when }) => when(failure)) ?? anythingElse;
  const what =
    attempt.doing === "list"
      ? `Bucket ${attempt.bucketName} could not be listed`
      : `A log file in bucket ${attempt.bucketName} could not be read`;
  return {
    message: `${what}: ${rule.why(failure)}.`,
    ...(rule.next ? { next: rule.next(attempt) } : {}),
    ...(rule.renewCredentials ? { renewCredentials: true } : {}),
  };
}
