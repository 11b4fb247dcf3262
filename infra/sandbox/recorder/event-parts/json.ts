import type { Call, EventParts } from "../../service.ts";
import { localeDate, lowerCamel } from "../lower-camel.ts";
import type { Outcome } from "../outcome.ts";
import { readOnlyOf, record } from "./record-object.ts";

const writing = { date: localeDate };

/** JSON services (CloudTrail): parameters mirror the input, answers of writes mirror the output. */
export function jsonEventParts(call: Call, outcome: Outcome): EventParts {
  return {
    requestParameters: record(lowerCamel(withDates(call.input), writing)),
    responseElements:
      "reply" in outcome && !readOnlyOf(call) ? record(lowerCamel(outcome.reply.output, writing)) : null,
  };
}

/** JSON carries times as epoch seconds; records show them as text. */
function withDates(input: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => [
      name,
      /^(Start|End)Time$/.test(name) && typeof value === "number" ? new Date(value * 1000) : value,
    ]),
  );
}
