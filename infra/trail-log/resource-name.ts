import type { CloudTrailRecord } from "../cloudtrail/record.ts";

/** Request parameters that name what a call is about, the most telling first. */
const telling = [
  "bucketName",
  "userName",
  "roleName",
  "roleArn",
  "trailName",
  "functionName",
  "instanceId",
  "groupId",
  "groupName",
  "policyName",
  "policyArn",
  "keyId",
  "secretId",
  "tableName",
  "topicArn",
  "queueUrl",
  "snapshotId",
  "volumeId",
  "vpcId",
  "dBInstanceIdentifier",
  "clusterName",
  "name",
  "resourceArn",
  "resource",
] as const;

type Fields = Record<string, unknown>;

const fields = (value: unknown): Fields | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** The first `instanceId` of EC2's `{ instancesSet: { items: [{ instanceId }] } }`. */
function firstInstance(value: unknown): string {
  const items = fields(fields(value)?.["instancesSet"])?.["items"];
  return Array.isArray(items) ? text(fields(items[0])?.["instanceId"]) : "";
}

function parameter(parameters: Fields): string {
  for (const name of telling) {
    const value = text(parameters[name]);
    if (value)
      return name === "bucketName" && text(parameters["key"]) ? `${value}/${parameters["key"]}` : value;
  }
  return "";
}

function referenced(resources: unknown): string {
  const first = Array.isArray(resources) ? fields(resources[0]) : undefined;
  return text(first?.["ARN"]) || text(first?.["ARNPrefix"]);
}

/** What the call was about, as far as the record tells: a name, an id or an ARN; empty where it tells nothing. */
export function resourceName(record: CloudTrailRecord): string {
  const request = fields(record.requestParameters);
  return (
    firstInstance(record.responseElements) ||
    firstInstance(request) ||
    (request ? parameter(request) : "") ||
    text(fields(record.responseElements)?.["groupId"]) ||
    referenced(record.resources)
  );
}
