import type { CloudTrailRecord } from "../../../../infra/cloudtrail/record.ts";
import { differences, shapeOf } from "./shape.ts";

/** Members that tell of the caller and the way the call came, not of the call. */
const callersOwn = new Set([
  "userIdentity",
  "sessionCredentialFromConsole",
  "vpcEndpointId",
  "sharedEventID",
]);

/** Members whose very value must be the real one's. */
const sameValue = [
  "eventSource",
  "eventName",
  "errorCode",
  "readOnly",
  "eventType",
  "eventCategory",
  "managementEvent",
] as const;

/** Content that is the client's: policy documents and maps by free names. */
const opaque = (path: string) => /^requestParameters\.(?:bucketPolicy|encryptionContext|tags)$/.test(path);

/**
 * What tells our record of a call from a real one, as lines: members and their types and formats at every path, the
 * values that the call alone decides, types of resources, and the words of an error.
 */
export function recordDifferences(ours: CloudTrailRecord, real: CloudTrailRecord): string[] {
  const lines = differences(shapeOf(comparable(ours, real), opaque), shapeOf(comparable(real, real), opaque));
  for (const name of sameValue)
    if (ours[name] !== real[name]) lines.push(`${name}: ${String(ours[name])}, not ${String(real[name])}`);
  if (ours.eventSource && /^(?:iam|sts)\./.test(ours.eventSource) && ours.awsRegion !== "us-east-1")
    lines.push(`awsRegion: ${ours.awsRegion}, not us-east-1`);
  const types = (record: CloudTrailRecord) => (record.resources ?? []).map(({ type }) => type).join();
  if (types(ours) !== types(real)) lines.push(`resources: ${types(ours)}, not ${types(real)}`);
  const [said, saidThere] = [words(ours), words(real)];
  if (said !== saidThere) lines.push(`errorMessage: ${said}, not ${saidThere}`);
  return lines;
}

function comparable(record: CloudTrailRecord, real: CloudTrailRecord): Record<string, unknown> {
  const members = Object.entries(record).filter(([name]) => !callersOwn.has(name));
  // Missing where the call went through the console or another service.
  return Object.fromEntries(members.filter(([name]) => name !== "tlsDetails" || real.tlsDetails));
}

/** An error's message without what names this caller, this account and these resources. */
function words({ errorMessage = "", requestParameters }: CloudTrailRecord): string {
  let text = errorMessage
    .replace(/User: \S+ is/, "User: CALLER is")
    .replace(/\d{12}/g, "ACCOUNT")
    .replace(/(root|ou)\/o-\w+\/\S+/, "PARENT")
    .replace(/arn:aws:(\w+):[\w-]+:/, "arn:aws:$1:REGION:")
    .replace(/trail-?discover[\w-]*/gi, "NAME")
    .replace(/ Encoded authorization failure message: \S+$/, " ENCODED");
  for (const name of texts(requestParameters)) if (name.length > 3) text = text.replaceAll(name, "NAME");
  return text;
}

function texts(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(texts) : [];
}
