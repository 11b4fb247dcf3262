import { randomUUID } from "node:crypto";
import type { CloudTrailRecord } from "../../cloudtrail/record.ts";
import type { Call, PassedEndpoint } from "../service.ts";
import { strangerIdentity } from "./copies.ts";

/**
 * The network activity event of a call that came through a VPC endpoint, for the endpoint's owner; members as in the
 * examples of "Understanding CloudTrail events" (user guide). Of what went wrong it tells only that the endpoint's policy
 * refused the call.
 * @param record the call's own record, the caller's copy
 */
export function networkActivity(
  record: CloudTrailRecord,
  call: Call,
  endpoint: PassedEndpoint,
  refused: boolean,
): CloudTrailRecord {
  const { userIdentity, eventTime, eventSource, eventName, awsRegion, sourceIPAddress, requestID } = record;
  const own = endpoint.accountId === call.caller.accountId;
  return {
    eventVersion: "1.09",
    userIdentity: own ? userIdentity! : strangerIdentity(call),
    eventTime,
    eventSource: eventSource!,
    eventName: eventName!,
    awsRegion: awsRegion!,
    sourceIPAddress: sourceIPAddress!,
    ...(refused
      ? {
          errorCode: "VpceAccessDenied",
          errorMessage: "The request was denied due to a VPC endpoint policy",
        }
      : {}),
    requestID: requestID!,
    eventID: randomUUID(),
    eventType: "AwsVpceEvent",
    recipientAccountId: endpoint.accountId,
    sharedEventID: record.sharedEventID ?? randomUUID(),
    vpcEndpointId: endpoint.id,
    vpcEndpointAccountId: endpoint.accountId,
    eventCategory: "NetworkActivity",
  };
}
