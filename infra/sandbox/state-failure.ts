import { AwsError } from "./service.ts";

/** A full disk's codes: from the file system, and from SQLite (SQLITE_FULL). */
export function isDiskFull(error: unknown): boolean {
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  return code === "ENOSPC" || code === "EDQUOT" || errcode === 13;
}

/**
 * What a client sees when a call failed for a reason that is not its own. The transaction has been undone by then.
 * A full disk has a name and is not retried by the SDKs (status 507); anything else is ours and goes to stderr.
 */
export function stateFailure(error: unknown): AwsError {
  if (isDiskFull(error))
    return new AwsError(
      "SandboxDiskFull",
      "The disk that holds the sandbox's state is full. Nothing was changed; free some space and try again.",
      { status: 507 },
    );
  process.stderr.write(
    `sandbox: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  return new AwsError("InternalError", "We encountered an internal error. Please try again.", {
    status: 500,
  });
}
