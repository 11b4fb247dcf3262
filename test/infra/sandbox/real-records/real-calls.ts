import type { CloudTrailRecord } from "../../../../infra/cloudtrail/record.ts";
import type { Service } from "../../../../infra/sandbox/service.ts";
import { services } from "../../../../infra/sandbox/services.ts";
import { sampleRecords } from "../../../helpers/samples.ts";
import { apiName } from "./api-names.ts";
import { shapeOf } from "./shape.ts";

/** Real records of one operation that ended in one way, with requests of one shape. */
export interface RealCall {
  readonly service: Service;
  /** The API's name; the records' may differ. */
  readonly operation: string;
  readonly eventName: string;
  /** `ok` or the error code. */
  readonly outcome: string;
  readonly denied: boolean;
  /** The newest first. */
  readonly records: readonly [CloudTrailRecord, ...CloudTrailRecord[]];
}

/** Sets of real captures whose records are whole. */
const sets = ["invictus-ir_aws_dataset", "traildiscover", "datadog_stratus-red-team", "plaso"];

/** Every way a call of the sandbox's operations is seen in real records, made by someone who signs requests. */
export function realCalls(): readonly RealCall[] {
  const found = new Map<string, CloudTrailRecord[]>();
  for (const record of sampleRecords(sets)) {
    if (record.eventType !== "AwsApiCall" || record.userIdentity?.type === "AWSService") continue;
    if (!operationOf(record)) continue;
    const { eventSource, eventName, errorCode = "ok", requestParameters } = record;
    const request = [...shapeOf(requestParameters).keys()].filter((path) => path !== "Host").sort();
    const key = [eventSource, eventName, errorCode, ...request].join(" ");
    found.set(key, [...(found.get(key) ?? []), record]);
  }
  return [...found.values()].map((records) => {
    const [newest, ...others] = records.sort((a, b) => minor(b) - minor(a));
    const { service, operation } = operationOf(newest!)!;
    const { eventName = "", errorCode = "ok", errorMessage = "" } = newest!;
    const denied =
      /AccessDenied|UnauthorizedOperation/.test(errorCode) && errorMessage !== "An unknown error occurred";
    return { service, operation, eventName, outcome: errorCode, denied, records: [newest!, ...others] };
  });
}

function operationOf({ eventSource, eventName = "" }: CloudTrailRecord) {
  for (const service of services.values()) {
    if (service.eventSource !== eventSource) continue;
    const operation = apiName(service.name, eventName);
    return Object.hasOwn(service.operations, operation) ? { service, operation } : undefined;
  }
  return undefined;
}

const minor = ({ eventVersion = "1.0" }: CloudTrailRecord) => Number(eventVersion.split(".")[1]);
