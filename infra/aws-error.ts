import type { ErrorCode } from "./errors.ts";

/** Codes that mean the same wherever AWS says them ("Common error types" of each service's API Reference). */
const meanings: Readonly<Partial<Record<ErrorCode, readonly string[]>>> = {
  CredentialsExpired: ["ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"],
  CredentialsMissing: [
    "AuthFailure",
    "IncompleteSignature",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "InvalidToken",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
  ],
  AccessDenied: ["AccessDenied", "AccessDeniedException", "AuthorizationError", "UnauthorizedOperation"],
  DiskFull: ["SandboxDiskFull"],
};

const byCode = new Map(
  Object.entries(meanings).flatMap(([meaning, codes]) => codes.map((code) => [code, meaning as ErrorCode])),
);

/** What an AWS error code means to the user, as far as that does not depend on the call; undefined for all others. */
export const meaningOf = (awsCode: string): ErrorCode | undefined => byCode.get(awsCode);

interface NetworkError {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly errors?: readonly NetworkError[];
  readonly cause?: NetworkError;
}

const network =
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE|EHOSTUNREACH|ENETUNREACH|TimeoutError)$/;

/**
 * The code of a connection that failed before AWS could answer (`ECONNREFUSED`); undefined when AWS did answer.
 * Node reports a refused connection as several errors in one, with no message of its own.
 */
export function networkCode(thrown: unknown): string | undefined {
  const error = (thrown ?? {}) as NetworkError;
  const codes = [error, ...(error.errors ?? []), error.cause].flatMap((e) => [e?.code, e?.name]);
  const found = codes.find((code) => code !== undefined && network.test(code));
  return found ?? (/socket hang up/i.test(error.message ?? "") ? "ECONNRESET" : undefined);
}
