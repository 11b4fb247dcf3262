/** What was tried when an error came up. */
export interface Attempt {
  readonly doing: "list" | "read";
  readonly bucketName: string;
  readonly stack: string;
}

export interface AwsProblem {
  readonly message: string;
  readonly next?: string;
  /** Credentials should be asked for anew before the next attempt. */
  readonly renewCredentials?: boolean;
}

interface AwsError {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly errors?: readonly AwsError[];
  readonly cause?: AwsError;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const expired = /^(ExpiredToken|ExpiredTokenException|RequestExpired|TokenRefreshRequired)$/;
const unknownKey = /^(InvalidAccessKeyId|InvalidToken|InvalidClientTokenId|SignatureDoesNotMatch)$/;
const noCredentials = /^(CredentialsProviderError|TokenProviderError|CredentialsMissing|CredentialsExpired)$/;
const throttled =
  /^(SlowDown|Throttling|ThrottlingException|ThrottledException|RequestLimitExceeded|TooManyRequestsException)$/;
const elsewhere = /^(PermanentRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraintException)$/;
const network =
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE|EHOSTUNREACH|ENETUNREACH|TimeoutError)$/;

/** Node reports a refused connection as several errors in one, with no message of its own. */
function networkCode(error: AwsError): string | undefined {
  const codes = [error, ...(error.errors ?? []), error.cause].flatMap((e) => [e?.code, e?.name]);
  const found = codes.find((code) => code !== undefined && network.test(code));
  return found ?? (/socket hang up/i.test(error.message ?? "") ? "ECONNRESET" : undefined);
}

/** Whether the object is not there any more, or another one by now: nothing to read and nothing wrong. */
export function isGone(error: unknown): boolean {
  const { name, $metadata } = (error ?? {}) as AwsError;
  return name === "NoSuchKey" || name === "PreconditionFailed" || $metadata?.httpStatusCode === 412;
}

/** An error of the AWS SDK, in words with the next step ("Error responses", Amazon S3 API Reference). Pure. */
export function awsProblem(error: unknown, attempt: Attempt): AwsProblem {
  const { bucketName, stack, doing } = attempt;
  const failure = (error ?? {}) as AwsError;
  const name = failure.name ?? "";
  const status = failure.$metadata?.httpStatusCode;
  const what = `${doing === "list" ? "Bucket" : "A log file in bucket"} ${bucketName} could not be ${doing === "list" ? "listed" : "read"}`;

  if (name === "NoSuchBucket") {
    return {
      message: `Bucket ${bucketName} does not exist.`,
      next: `Create it with "up --stack ${stack}", or leave the stack out.`,
    };
  }
  if (expired.test(name)) {
    return {
      message: `${what}: the credentials have expired (${name}).`,
      next: 'Sign in again (for example "aws sso login"); reading goes on by itself.',
      renewCredentials: true,
    };
  }
  if (unknownKey.test(name)) {
    return {
      message: `${what}: AWS does not accept the credentials (${name}).`,
      next: "Check which profile or access key is in use and that it has not been deleted.",
      renewCredentials: true,
    };
  }
  if (noCredentials.test(name)) {
    return {
      message: `${what}: there are no usable credentials (${failure.message ?? name}).`,
      next: "Choose a profile with --profile, or sign in; reading goes on by itself.",
      renewCredentials: true,
    };
  }
  if (name === "RequestTimeTooSkewed") {
    return { message: `${what}: this machine's clock is wrong.`, next: "Set the clock, best by NTP." };
  }
  if (name.startsWith("KMS.") || /kms/i.test(failure.message ?? "")) {
    return {
      message: `${what}: its KMS key cannot be used (${name}).`,
      next: "Allow kms:Decrypt on the trail's key to this identity and see that the key is enabled.",
    };
  }
  if (name === "AccessDenied" || name === "Forbidden" || status === 403) {
    const needs =
      doing === "list"
        ? `s3:ListBucket on arn:aws:s3:::${bucketName}`
        : `s3:GetObject on arn:aws:s3:::${bucketName}/* (and kms:Decrypt where log files are encrypted with KMS)`;
    return {
      message: `${what}: access denied.`,
      next: `Allow this identity ${needs}; look for a Deny in the bucket policy.`,
    };
  }
  if (elsewhere.test(name) || status === 301) {
    return {
      message: `${what}: the bucket is in another region.`,
      next: `Check the region in the settings of stack ${stack}.`,
    };
  }
  if (name === "InvalidObjectState") {
    return {
      message: `${what}: it has been archived to Glacier.`,
      next: "Restore it with S3 RestoreObject to read it.",
    };
  }
  if (throttled.test(name) || status === 429 || status === 503) {
    return { message: `${what}: AWS asks to slow down (${name || status}); reading goes on more slowly.` };
  }
  const code = networkCode(failure);
  if (code) {
    return {
      message: `${what}: no connection (${code}).`,
      next: "Check the network or, for the sandbox, that it is running; reading goes on by itself.",
    };
  }
  const detail = [name, failure.message].filter(Boolean).join(": ") || `status ${status ?? "unknown"}`;
  return { message: `${what}: ${detail}.` };
}
