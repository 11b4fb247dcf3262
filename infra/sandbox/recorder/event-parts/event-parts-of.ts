import { isDenial } from "../../authorization/is-denial.ts";
import type { Call, EventParts } from "../../service.ts";
import type { Outcome } from "../outcome.ts";
import { ec2EventParts } from "./ec2.ts";
import { jsonEventParts } from "./json.ts";
import { queryEventParts } from "./query.ts";

/** How each protocol's calls are written into records, before an operation's own parts override it. */
const byProtocol: Readonly<
  Record<Call["service"]["protocol"], (call: Call, outcome: Outcome) => EventParts>
> = {
  // Parameters of REST calls are the HTTP request's; its service knows them (services/s3/event.ts).
  "rest-xml-s3": () => ({}),
  ec2: ec2EventParts,
  query: queryEventParts,
  "json-1.0": jsonEventParts,
  "json-1.1": jsonEventParts,
  "rpc-v2-cbor": jsonEventParts,
};

/** The service's part of the record. Denials have one code in all services but EC2, whatever the client sees (measured). */
export function eventPartsOf(call: Call, outcome: Outcome): EventParts {
  const parts = byProtocol[call.service.protocol](call, outcome);
  if (!("error" in outcome) || !isDenial(outcome.error)) return parts;
  return {
    ...parts,
    errorCode: "AccessDenied",
    ...(keepsParameters.has(call.service.name) ? {} : { requestParameters: null }),
  };
}

/** Most services leave out a denied call's parameters; S3 and EC2 keep them (measured in real records). */
const keepsParameters = new Set(["s3", "ec2"]);
