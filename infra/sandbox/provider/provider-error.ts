/** An AWS API call that failed, as it travels through the engine's diagnostics. */
export interface ProviderError {
  /** `S3`, `CloudTrail` */
  readonly service: string;
  /** `CreateBucket` */
  readonly operation: string;
  /** AWS's error code (`BucketAlreadyExists`), or the system's (`ECONNREFUSED`). */
  readonly code: string;
  readonly message: string;
  /** HTTP status; absent when there was no answer. */
  readonly status?: number;
  readonly requestId?: string;
  /** The sandbox's own hint: what is missing and how to mend it. */
  readonly explanation?: string;
}

/**
 * The error as text: one line that says what failed, and one line `Why: …` when there is an explanation.
 * `parseProviderError` reads it back out of whatever the engine wraps around it.
 */
export function formatProviderError(error: ProviderError): string {
  const answer = [
    error.status === undefined ? "no answer" : `HTTP ${error.status}`,
    ...(error.requestId ? [`request ${oneLine(error.requestId)}`] : []),
  ].join(", ");
  const first = `AWS call ${error.service} ${error.operation} failed with ${error.code} (${answer}): ${oneLine(error.message)}`;
  return error.explanation ? `${first}\nWhy: ${oneLine(error.explanation)}` : first;
}

const pattern =
  /AWS call (?<service>\S+) (?<operation>\S+) failed with (?<code>\S+) \((?:HTTP (?<status>\d+)|no answer)(?:, request (?<request>[^)]*))?\): (?<message>.*)(?:\r?\n[ \t|*]*Why: (?<explanation>.*))?/g;

/**
 * Finds the first AWS error in an engine message; undefined when there is none. The engine repeats errors, some of
 * the time without their second line: the explanation is taken from wherever it is told.
 */
export function parseProviderError(text: string): ProviderError | undefined {
  const found = [...text.matchAll(pattern)].map(({ groups = {} }) => fromGroups(groups));
  const [first] = found;
  if (!first || first.explanation) return first;
  const told = found.find(
    ({ operation, code, explanation }) => operation === first.operation && code === first.code && explanation,
  );
  return told ?? first;
}

function fromGroups(groups: { readonly [name: string]: string | undefined }): ProviderError {
  return {
    service: groups["service"]!,
    operation: groups["operation"]!,
    code: groups["code"]!,
    message: groups["message"]!.trim(),
    ...(groups["status"] ? { status: Number(groups["status"]) } : {}),
    ...(groups["request"] ? { requestId: groups["request"] } : {}),
    ...(groups["explanation"] ? { explanation: groups["explanation"].trim() } : {}),
  };
}

/** Line breaks and other control characters would break the form (and the screen). */
function oneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, " ").trim();
}
