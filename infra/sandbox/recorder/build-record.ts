import { eventTime } from "../../cloudtrail/event-time.ts";
import type { CloudTrailRecord } from "../../cloudtrail/record.ts";
import type { Call, EventParts } from "../service.ts";
import { eventPartsOf } from "./event-parts/event-parts-of.ts";
import type { Outcome } from "./outcome.ts";
import { tls } from "./tls.ts";
import { userIdentity } from "./user-identity.ts";

/** What makes a record unique; handed in, so that building it stays pure. */
export interface RecordIds {
  readonly eventID: string;
  /** Set when an AWS service made the call: its copy and the owner's are one event. */
  readonly sharedEventID?: string;
}

const kilobyte = 1024;

/**
 * The CloudTrail record of a call and its outcome ("CloudTrail record contents", eventVersion 1.11), members in the
 * order most used. `own` are the parts the operation or its reply contributed; they override the service's.
 */
export function buildRecord(call: Call, outcome: Outcome, own: EventParts, ids: RecordIds): CloudTrailRecord {
  const parts = { ...eventPartsOf(call, outcome), ...own };
  const { service, caller, request, vpcEndpoint } = call;
  const operation = service.operations[call.operation];
  const error = "error" in outcome ? outcome.error : undefined;
  const byService = caller.type === "AWSService" ? caller.service : caller.invokedBy;
  const additional = parts.additionalEventData && within(parts.additionalEventData, 28 * kilobyte);
  const category = operation?.category ?? "Management";
  const host = request.headers["host"];
  return {
    eventVersion: "1.11",
    userIdentity: userIdentity(caller),
    eventTime: eventTime(call.time),
    eventSource: service.eventSource,
    eventName: parts.eventName ?? call.operation,
    awsRegion: service.global ? "us-east-1" : call.region,
    sourceIPAddress: byService ?? request.sourceIp,
    userAgent: byService ?? cut(userAgent(service.name, request.headers["user-agent"] ?? "")),
    ...(error ? { errorCode: cut(parts.errorCode ?? error.code) } : {}),
    ...(error ? { errorMessage: cut(parts.errorMessage ?? error.message) } : {}),
    requestParameters: within(parts.requestParameters ?? null, 100 * kilobyte),
    responseElements: error ? null : within(parts.responseElements ?? null, 100 * kilobyte),
    ...(additional ? { additionalEventData: additional } : {}),
    requestID: call.requestId,
    eventID: ids.eventID,
    readOnly: operation?.readOnly ?? false,
    ...(parts.resources?.length ? { resources: [...parts.resources] } : {}),
    eventType: "AwsApiCall",
    managementEvent: category === "Management",
    recipientAccountId: caller.accountId,
    ...(ids.sharedEventID ? { sharedEventID: ids.sharedEventID } : {}),
    ...(vpcEndpoint ? { vpcEndpointId: vpcEndpoint.id, vpcEndpointAccountId: vpcEndpoint.accountId } : {}),
    eventCategory: category,
    ...(byService || !host ? {} : { tlsDetails: { ...tls, clientProvidedHostHeader: host } }),
  };
}

/** S3 writes the user agent in brackets. */
function userAgent(service: string, header: string): string {
  return service === "s3" ? `[${header}]` : header;
}

/** Long texts end at 1 KB with three dots (measured), never inside a character. */
function cut(text: string): string {
  if (Buffer.byteLength(text) <= kilobyte) return text;
  const kept = Buffer.from(text)
    .subarray(0, kilobyte - 3)
    .toString();
  return `${kept.replace(/\uFFFD$/, "")}...`;
}

/** Objects over their limit are left out as a whole, not cut. */
function within<T extends Record<string, unknown> | null>(value: T, bytes: number): T | null {
  return value !== null && Buffer.byteLength(JSON.stringify(value)) > bytes ? null : value;
}
