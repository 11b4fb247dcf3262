import type { Target } from "./drive.ts";

/** Members whose text only its issuer understands. */
const opaque =
  /(Token|Marker|Secret\w*|^SessionToken|UploadId|ReceiptHandle|CiphertextBlob|Plaintext|Signature|Mac|Fingerprint|KeyMaterial|ETag\w*Token)$/;

const patterns: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, "<uuid>"],
  [/\b\d{12}\b/g, "<account>"],
  [/\b(AKIA|ASIA|AIDA|AROA|AGPA|ANPA)[A-Z0-9]{12,17}\b/g, "$1<id>"],
  [/\b([a-z]+)-(?:[0-9a-f]{17}|[0-9a-f]{8})\b/g, "$1-<id>"],
  [/\b(o|r|ou)-[0-9a-z]{4,32}\b/g, "$1-<id>"],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[\d.]*(?:Z|\+00:00)/g, "<date>"],
  // S3's version ids.
  [/^[\w.]{32}$/g, "<version>"],
  // Seconds and milliseconds since 1970, as text.
  [/^1[5-9]\d{8}(?:\d{3})?(?:\.\d+)?$/g, "<epoch>"],
];

/**
 * An answer with everything replaced that must differ from one cloud to the next: addresses, account and caller, ids,
 * times, tokens. What is left is the form, and is the same where both do the same.
 */
export function normalise(value: unknown, { endpoint, variables }: Target, name = ""): unknown {
  const of = (member: unknown, as: string) => normalise(member, { endpoint, callers: {}, variables }, as);
  if (Array.isArray(value)) return value.map((member) => of(member, name));
  if (typeof value === "object" && value !== null) {
    if ("$date" in value) return "<date>";
    if ("$bytes" in value) return opaque.test(name) ? "<bytes>" : value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, of(member, key)]));
  }
  if (typeof value !== "string") return value;
  if (value !== "" && opaque.test(name)) return "<opaque>";
  const text = value.replaceAll(endpoint, "<endpoint>").replaceAll(variables["user"]!, "<caller>");
  return patterns.reduce((so, [pattern, by]) => so.replace(pattern, by), text);
}
