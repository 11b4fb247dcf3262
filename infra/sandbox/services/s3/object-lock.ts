import { AwsError, type Call } from "../../service.ts";
import { children, childText, parseXml, type XmlValue } from "../../wire/xml.ts";
import type { World } from "../../world.ts";
import { invalidArgument, invalidRequest, malformedXml } from "./errors.ts";
import type { Bucket, Retention, StoredObject } from "./state.ts";

/** What protects a version. */
export type ObjectLock = Pick<StoredObject, "retention" | "legalHold">;

const modeHeader = "x-amz-object-lock-mode";
const untilHeader = "x-amz-object-lock-retain-until-date";
const holdHeader = "x-amz-object-lock-legal-hold";
const dayMilliseconds = 86_400_000;

/** Whether a bucket has Object Lock. */
export const hasObjectLock = (bucket: Bucket): boolean => bucket.configuration["object-lock"] !== undefined;

/**
 * Checks an `<ObjectLockConfiguration>`; what is enabled stays so.
 * @throws AwsError `MalformedXML`, `InvalidBucketState`, `InvalidArgument`
 */
export function checkObjectLockConfiguration(
  root: XmlValue,
  _call: Call,
  _world: World,
  bucket: Bucket,
): XmlValue {
  if (childText(root, "ObjectLockEnabled") !== "Enabled") throw malformedXml();
  if (bucket.versioning !== "Enabled")
    throw new AwsError(
      "InvalidBucketState",
      "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
      { status: 409 },
    );
  const [rule, ...more] = children(root, "Rule");
  if (rule === undefined) return { ObjectLockEnabled: "Enabled" };
  const byDefault = children(rule, "DefaultRetention")[0];
  const mode = childText(byDefault, "Mode");
  const periods = ["Days", "Years"].flatMap((unit) => {
    const text = childText(byDefault, unit);
    return text === undefined ? [] : [[unit, text] as const];
  });
  if ((mode !== "GOVERNANCE" && mode !== "COMPLIANCE") || periods.length !== 1 || more.length > 0)
    throw malformedXml();
  const [unit, text] = periods[0]!;
  if (!/^[1-9]\d{0,4}$/.test(text))
    throw invalidArgument("Default retention period must be a positive integer value.", unit, text);
  return { ObjectLockEnabled: "Enabled", Rule: { DefaultRetention: { Mode: mode, [unit]: text } } };
}

/**
 * The protection that a new object gets: what its headers ask for, else the bucket's default.
 * @throws AwsError `InvalidRequest`, `InvalidArgument`
 */
export function lockFromHeaders(call: Call, bucket: Bucket): ObjectLock {
  const { headers } = call.request;
  const mode = headers[modeHeader];
  const until = headers[untilHeader];
  const hold = headers[holdHeader];
  const asked = mode !== undefined || until !== undefined || hold !== undefined;
  if (!hasObjectLock(bucket)) {
    if (asked) throw missingConfiguration();
    return {};
  }
  if (hold !== undefined && hold !== "ON" && hold !== "OFF")
    throw invalidArgument("Legal Hold must be either of 'ON' or 'OFF'", holdHeader, hold);
  if ((mode === undefined) !== (until === undefined))
    throw invalidArgument(
      `${untilHeader} and ${modeHeader} must both be supplied`,
      mode === undefined ? untilHeader : modeHeader,
      mode ?? until!,
    );
  const retention = mode === undefined ? defaultRetention(call, bucket) : readRetention(call, mode, until!);
  return {
    ...(retention ? { retention } : {}),
    ...(hold === undefined ? {} : { legalHold: hold === "ON" }),
  };
}

function defaultRetention(call: Call, bucket: Bucket): Retention | undefined {
  const document = parseXml(`<C>${bucket.configuration["object-lock"]!}</C>`);
  const byDefault = children(children(document?.value, "Rule")[0], "DefaultRetention")[0];
  if (!byDefault) return undefined;
  const until = new Date(call.time);
  const years = Number(childText(byDefault, "Years") ?? 0);
  if (years > 0) until.setUTCFullYear(until.getUTCFullYear() + years);
  else until.setTime(until.getTime() + Number(childText(byDefault, "Days")) * dayMilliseconds);
  return { mode: childText(byDefault, "Mode") as Retention["mode"], until: until.toISOString() };
}

function readRetention(call: Call, mode: string, until: string): Retention {
  if (mode !== "GOVERNANCE" && mode !== "COMPLIANCE")
    throw invalidArgument("Unknown wormMode directive.", modeHeader, mode);
  const time = new Date(until);
  if (Number.isNaN(time.getTime()))
    throw invalidArgument("The retain until date must be provided in ISO 8601 format", untilHeader, until);
  if (time <= call.time)
    throw invalidArgument("The retain until date must be in the future!", untilHeader, until);
  return { mode, until: time.toISOString() };
}

/**
 * Reads a `<Retention>`; an empty one takes the retention away.
 * @throws AwsError `MalformedXML`, `InvalidArgument`
 */
export function retentionFromBody(call: Call, root: XmlValue): Retention | undefined {
  const mode = childText(root, "Mode");
  const until = childText(root, "RetainUntilDate");
  if (mode === undefined && until === undefined) return undefined;
  if (mode === undefined || until === undefined) throw malformedXml();
  if (mode !== "GOVERNANCE" && mode !== "COMPLIANCE") throw malformedXml();
  return readRetention(call, mode, until);
}

/** Whether a call asks to get past governance retention; it needs leave of its own for that. */
export const bypassesGovernance = ({ request }: Call): boolean =>
  request.headers["x-amz-bypass-governance-retention"]?.toLowerCase() === "true";

/** Whether a version may not be deleted now ("Using S3 Object Lock", Amazon S3 User Guide). */
export function isProtected(version: StoredObject, now: Date, bypass: boolean): boolean {
  if (version.legalHold) return true;
  const { retention } = version;
  if (!retention || new Date(retention.until) <= now) return false;
  return retention.mode === "COMPLIANCE" || !bypass;
}

/** Refuses a change of retention that would protect less than now. @throws AwsError `AccessDenied` */
export function checkRetentionChange(call: Call, version: StoredObject, next: Retention | undefined): void {
  const now = version.retention;
  if (!now || new Date(now.until) <= call.time) return;
  const longer = next !== undefined && new Date(next.until) >= new Date(now.until);
  const keeps = longer && (next.mode === now.mode || next.mode === "COMPLIANCE");
  if (!keeps && (now.mode === "COMPLIANCE" || !bypassesGovernance(call))) throw protectedObject();
}

/** S3's words for what Object Lock forbids. */
export const protectedObject = () =>
  new AwsError("AccessDenied", "Access Denied because object protected by object lock.", { status: 403 });

/** S3's words where a bucket has no Object Lock. */
export const missingConfiguration = () => invalidRequest("Bucket is missing Object Lock Configuration");

/** Headers by which GetObject and HeadObject tell what protects a version. */
export function lockHeaders({ retention, legalHold }: StoredObject): Record<string, string> {
  return {
    ...(retention ? { [modeHeader]: retention.mode, [untilHeader]: retention.until } : {}),
    ...(legalHold === undefined ? {} : { [holdHeader]: legalHold ? "ON" : "OFF" }),
  };
}

/** The extra actions that a writing call's Object Lock headers need. */
export function lockActions({ request: { headers } }: Call): readonly string[] {
  return [
    ...(headers[modeHeader] === undefined && headers[untilHeader] === undefined
      ? []
      : ["s3:PutObjectRetention"]),
    ...(headers[holdHeader] === undefined ? [] : ["s3:PutObjectLegalHold"]),
  ];
}
