import { formatProviderError, type ProviderError } from "./provider-error.ts";

/** An AWS API call that failed. Its message is the stable text of `formatProviderError`. */
export class AwsCallError extends Error {
  readonly details: ProviderError;

  constructor(details: ProviderError, cause?: unknown) {
    super(formatProviderError(details), { cause });
    this.name = "AwsCallError";
    this.details = details;
  }
}

/** True when `error` is an AWS answer with one of these codes. */
export function isAwsError(error: unknown, ...codes: readonly string[]): error is AwsCallError {
  return error instanceof AwsCallError && codes.includes(error.details.code);
}

/** Runs `call`; an AWS answer with one of `codes` counts as "not there". */
export async function unlessAbsent<T>(call: Promise<T>, ...codes: readonly string[]): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isAwsError(error, ...codes)) return undefined;
    throw error;
  }
}

/** What the SDK threw, as our error. `service` and `operation` come from the SDK's middleware context. */
export function toAwsCallError(service: string, operation: string, thrown: unknown): AwsCallError {
  const error = (thrown ?? {}) as SdkError;
  const status = error.$metadata?.httpStatusCode;
  const requestId = error.$metadata?.requestId;
  const explanation = error.$response?.headers?.["x-trailwright-explanation"];
  // The sandbox's messages end with what the header says, for clients that show nothing else.
  const explained = explanation ? ` [Trailwright sandbox: ${explanation}]` : "";
  return new AwsCallError(
    {
      service,
      operation,
      code: codeOf(error, status),
      message: messageOf(error, status).replace(explained, ""),
      ...(status === undefined ? {} : { status }),
      ...(requestId ? { requestId } : {}),
      ...(explanation ? { explanation } : {}),
    },
    thrown,
  );
}

interface SdkError {
  readonly name?: string;
  readonly code?: unknown;
  readonly Code?: unknown;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

/** HEAD answers have no body, so the SDK knows no code: the status stands in, as S3's documentation names it. */
const codeByStatus: Readonly<Record<number, string>> = {
  301: "PermanentRedirect",
  400: "BadRequest",
  403: "AccessDenied",
  404: "NotFound",
};

function codeOf(error: SdkError, status: number | undefined): string {
  if (status === undefined && typeof error.code === "string") return error.code;
  const name = typeof error.Code === "string" ? error.Code : error.name;
  if (name && !/^(Error|Unknown|UnknownError|\d+)$/.test(name)) return name.replace(/\s+/g, "");
  return (status && codeByStatus[status]) || "UnknownError";
}

function messageOf(error: SdkError, status: number | undefined): string {
  if (error.message && !/^(UnknownError|Unknown)$/.test(error.message)) return error.message;
  return status === undefined ? "The service did not answer." : `The service answered HTTP ${status}.`;
}
