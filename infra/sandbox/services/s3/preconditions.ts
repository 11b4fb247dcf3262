import { AwsError } from "../../service.ts";
import { noSuchKey, notModified, preconditionFailed } from "./errors.ts";
import type { StoredObject } from "./state.ts";

type Headers = Readonly<Record<string, string>>;

/** If-Match and its kin on reads (RFC 9110, section 13.2.2). Dates have whole seconds. */
export function checkReadPreconditions(headers: Headers, object: StoredObject): void {
  const modified = Math.floor(Date.parse(object.modified) / 1000);
  const ifMatch = headers["if-match"];
  const since = seconds(headers["if-unmodified-since"]);
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, object.etag)) throw preconditionFailed("If-Match");
  } else if (since !== undefined && modified > since) throw preconditionFailed("If-Unmodified-Since");
  const ifNoneMatch = headers["if-none-match"];
  const modifiedSince = seconds(headers["if-modified-since"]);
  if (ifNoneMatch !== undefined) {
    if (matches(ifNoneMatch, object.etag)) throw notModified();
  } else if (modifiedSince !== undefined && modified <= modifiedSince) throw notModified();
}

/** Conditional writes: If-None-Match: * and If-Match on what is there now (undefined: nothing, or a delete marker). */
export function checkWritePreconditions(
  headers: Headers,
  key: string,
  current: StoredObject | undefined,
): void {
  const ifNoneMatch = headers["if-none-match"];
  if (ifNoneMatch !== undefined) {
    if (ifNoneMatch !== "*")
      throw new AwsError(
        "NotImplemented",
        "A header you provided implies functionality that is not implemented",
        { status: 501, extra: { Header: "If-None-Match" } },
      );
    if (current) throw preconditionFailed("If-None-Match");
  }
  const ifMatch = headers["if-match"];
  if (ifMatch === undefined) return;
  if (!current) throw noSuchKey(key);
  if (!matches(ifMatch, current.etag)) throw preconditionFailed("If-Match");
}

/** Copy sources have the same conditions under names of their own, and no 304. */
export function checkCopyPreconditions(headers: Headers, source: StoredObject): void {
  const modified = Math.floor(Date.parse(source.modified) / 1000);
  const at = (name: string) => headers[`x-amz-copy-source-${name}`];
  const unmodifiedSince = seconds(at("if-unmodified-since"));
  const modifiedSince = seconds(at("if-modified-since"));
  const match = at("if-match");
  const noneMatch = at("if-none-match");
  if (match !== undefined && !matches(match, source.etag))
    throw preconditionFailed("x-amz-copy-source-If-Match");
  if (match === undefined && unmodifiedSince !== undefined && modified > unmodifiedSince)
    throw preconditionFailed("x-amz-copy-source-If-Unmodified-Since");
  if (noneMatch !== undefined && matches(noneMatch, source.etag))
    throw preconditionFailed("x-amz-copy-source-If-None-Match");
  if (noneMatch === undefined && modifiedSince !== undefined && modified <= modifiedSince)
    throw preconditionFailed("x-amz-copy-source-If-Modified-Since");
}

function matches(header: string, etag: string): boolean {
  return header.split(",").some((entry) => {
    const wanted = entry.trim().replace(/^W\//, "").replace(/^"|"$/g, "");
    return wanted === "*" || wanted === etag;
  });
}

function seconds(header: string | undefined): number | undefined {
  const time = header === undefined ? Number.NaN : Date.parse(header);
  return Number.isNaN(time) ? undefined : Math.floor(time / 1000);
}
