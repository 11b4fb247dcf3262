/** The user can mend these. */
type UserErrorCode =
  | "InvalidSettings"
  | "InvalidInput"
  | "BucketNameTaken"
  | "TrailNameTaken"
  | "BucketPolicyRefused"
  | "PreflightFailed"
  | "CredentialsMissing"
  | "CredentialsExpired"
  | "AccessDenied"
  | "WrongRegion"
  | "PortInUse"
  | "DiskFull"
  | "StackNotFound"
  | "StackLocked"
  | "SandboxNotRunning"
  | "EngineUnavailable"
  | "PluginUnavailable"
  | "TerminalRequired"
  | "ChecksFailed"
  | "Cancelled";

/** These are ours or the world's. */
type SystemErrorCode = "EngineFailed" | "SandboxFailed" | "AwsFailed" | "DeliveryTimeout" | "Internal";

/** What went wrong, from a closed list; the name stands in `--json` output. */
export type ErrorCode = UserErrorCode | SystemErrorCode;

/**
 * Exit codes of the Pulumi CLI (sdk/go/common/util/cmdutil/exit.go, v3.232.0), which Trailwright's commands keep.
 */
export const exitCode = {
  success: 0,
  error: 1,
  configuration: 2,
  authentication: 3,
  resource: 4,
  policy: 5,
  stackNotFound: 6,
  noChanges: 7,
  cancelled: 8,
  timeout: 9,
  internal: 255,
} as const;

const exitCodes: Partial<Record<ErrorCode, number>> = {
  InvalidSettings: exitCode.configuration,
  InvalidInput: exitCode.configuration,
  TerminalRequired: exitCode.configuration,
  CredentialsMissing: exitCode.authentication,
  CredentialsExpired: exitCode.authentication,
  BucketNameTaken: exitCode.resource,
  TrailNameTaken: exitCode.resource,
  BucketPolicyRefused: exitCode.resource,
  PreflightFailed: exitCode.resource,
  EngineFailed: exitCode.resource,
  ChecksFailed: exitCode.policy,
  StackNotFound: exitCode.stackNotFound,
  Cancelled: exitCode.cancelled,
  DeliveryTimeout: exitCode.timeout,
  Internal: exitCode.internal,
};

/**
 * Every failure a person may see: what happened (`message`), why (`why`), and the next step (`next`).
 * `cause` keeps the original. Nothing secret may be put into any of them.
 */
export class TrailwrightError extends Error {
  readonly code: ErrorCode;
  readonly why: string | undefined;
  readonly next: string | undefined;

  constructor(code: ErrorCode, message: string, more: { why?: string; next?: string; cause?: unknown } = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = "TrailwrightError";
    this.code = code;
    this.why = more.why;
    this.next = more.next;
  }

  /** The process exit code that goes with this error, after the Pulumi CLI's. */
  get exitCode(): number {
    return exitCodes[this.code] ?? exitCode.error;
  }
}
