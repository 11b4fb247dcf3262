import { meaningOf } from "../aws-error.ts";
import { type ErrorCode, TrailwrightError } from "../errors.ts";
import { parseProviderError } from "../sandbox/provider/provider-error.ts";
import type { WorkerRequest } from "./worker-message.ts";

/** What is known about an operation that failed. */
export interface FailureFacts {
  readonly request: Pick<WorkerRequest, "kind" | "settings">;
  /** Error diagnostics of the engine, oldest first. */
  readonly errors: readonly string[];
  readonly cancelled: boolean;
}

/** What AWS error codes mean where resources are made, besides what they mean everywhere. */
const meanings = new Map<string, ErrorCode>(
  Object.entries<ErrorCode>({
    BucketAlreadyExists: "BucketNameTaken",
    BucketAlreadyOwnedByYou: "BucketNameTaken",
    InsufficientS3BucketPolicyException: "BucketPolicyRefused",
    InsufficientEncryptionPolicyException: "BucketPolicyRefused",
    AuthorizationHeaderMalformed: "WrongRegion",
    PermanentRedirect: "WrongRegion",
    IllegalLocationConstraintException: "WrongRegion",
  }),
);

const nextSteps: Partial<Record<ErrorCode, string>> = {
  BucketNameTaken: "Choose another bucket name and start again; nothing of the existing bucket was changed.",
  DiskFull: "Make room and start again: it goes on where it stopped.",
  BucketPolicyRefused: "Mend the bucket policy and start again.",
  AccessDenied: "Use credentials that may do this, and start again: it goes on where it stopped.",
  CredentialsExpired:
    "Renew the credentials (for SSO: aws sso login) and start again: it goes on where it stopped.",
  CredentialsMissing: "Check the access key, and start again.",
  WrongRegion: "Use the region the bucket or trail is in, and start again.",
  EngineFailed: "Start again: it goes on where it stopped. `trailwright refresh` shows what is there.",
};

/** Where AWS's own code says more than ours. */
const nextStepsByAwsCode = new Map<string, string>(
  Object.entries({
    BucketNotEmpty: "Set emptyOnDestroy, run up, and destroy again; or empty the bucket yourself.",
    InsufficientEncryptionPolicyException:
      "Mend the policy of the key or of the bucket, whichever does not let CloudTrail in for this trail, and start again.",
    KmsKeyNotFoundException: "Name a key that is there and enabled, in the bucket's region, and start again.",
    CloudTrailAccessNotEnabledException:
      "Let CloudTrail work in the organization, from its management account: aws organizations enable-aws-service-access --service-principal cloudtrail.amazonaws.com; then start again.",
    NotOrganizationMasterAccountException:
      "Use credentials of the organization's management account (or of its administrator for CloudTrail), and start again.",
    TrailAlreadyExistsException:
      "Choose another trail name in step 4 (or with --trail NAME); the existing trail was not changed.",
    MaximumNumberOfTrailsExceededException:
      "Delete a trail of this region that is not needed any more, and start again: it goes on where it stopped.",
  }),
);

/** The one place where what the engine says becomes a TrailwrightError. */
export function engineFailure(
  error: unknown,
  { request, errors, cancelled }: FailureFacts,
): TrailwrightError {
  if (error instanceof TrailwrightError) return error;
  const { kind, settings } = request;
  const text = [...errors, (error as Error).message].join("\n");
  if (cancelled) {
    return new TrailwrightError("Cancelled", `The ${kind} of stack ${settings.stack} was stopped.`, {
      why: /received; terminating/.test(text)
        ? "What was in flight was dropped; the next operation looks up what became of it."
        : "What was in flight has ended, the rest was not begun.",
      next: `Start again to go on, or \`trailwright destroy --stack ${settings.stack}\` to remove what is there.`,
      cause: error,
    });
  }
  if (/ENOSPC|no space left on device/i.test(text)) {
    return new TrailwrightError("DiskFull", `No space is left on the disk; the ${kind} stopped.`, {
      next: "Make room and start again: it goes on where it stopped.",
      cause: error,
    });
  }
  const said = awsError(text);
  if (said) {
    const code = /scoped to a valid region/.test(said.message)
      ? "WrongRegion"
      : (meanings.get(said.code) ?? meaningOf(said.code) ?? "EngineFailed");
    return new TrailwrightError(code, `AWS refused ${said.operation}: ${said.code}: ${said.message}`, {
      ...(said.explanation ? { why: said.explanation } : {}),
      next: nextStepsByAwsCode.get(said.code) ?? nextSteps[code] ?? nextSteps.EngineFailed!,
      cause: error,
    });
  }
  return new TrailwrightError("EngineFailed", `The ${kind} of stack ${settings.stack} failed.`, {
    why: errors.length ? errors.join("\n") : lastWords(error),
    next: nextSteps.EngineFailed!,
    cause: error,
  });
}

interface SaidByAws {
  readonly operation: string;
  readonly code: string;
  readonly message: string;
  readonly explanation?: string;
}

/** The AWS error in the engine's words: our provider's form, or the one of the real plugin (AWS SDK for Go). */
function awsError(text: string): SaidByAws | undefined {
  const ours = parseProviderError(text);
  if (ours) return ours;
  const plugin =
    /operation error ([^,\n]+), .*?(?:api error (\w+)|(\w+(?:Exception|AlreadyExists|OwnedByYou))): ([^\n]*)/.exec(
      text,
    );
  if (!plugin) return undefined;
  return { operation: plugin[1]!, code: plugin[2] ?? plugin[3]!, message: plugin[4]! };
}

/** The CLI's own message, without the automation API's dressing. */
function lastWords(error: unknown): string {
  const { message } = error as Error;
  const lines = message.split("\n").filter((line) => /^\s*(error|stderr):|panic/i.test(line));
  return (lines.length ? lines : [message]).join("\n").slice(0, 4000);
}
