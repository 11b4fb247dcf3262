import { CloudTrailClient, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import type { Target } from "../target/target.ts";
import type { GeneratedCall } from "./lab-state.ts";

/** IAM and STS at their global endpoints are recorded here ("Global service events", AWS CloudTrail User Guide). */
const globalRegion = "us-east-1";
const globalSources = new Set(["iam.amazonaws.com", "sts.amazonaws.com"]);

/** Pages of one question; more is not gentle, and the next round asks again. */
const maximumPages = 3;

/**
 * Asks CloudTrail's event history for one call that still waits, and for all that share its event name around the
 * same time. One round is a few requests at most (LookupEvents allows two per second). Resolves with the request IDs
 * found. `turn` picks which of the waiting calls is asked for, so that rounds take turns.
 */
export async function lookUpCalls(
  calls: readonly GeneratedCall[],
  turn: number,
  where: { target: Target; region: string; signal: AbortSignal },
): Promise<ReadonlySet<string>> {
  const waiting = calls.filter((call) => call.status === "waiting");
  const names = [...new Set(waiting.map((call) => call.eventName))];
  const name = names[turn % names.length];
  const found = new Set<string>();
  if (!name) return found;
  const same = waiting.filter((call) => call.eventName === name);
  const times = same.map((call) => call.calledAt);
  for (const region of regionsOf(same[0]!, where.region)) {
    const client = new CloudTrailClient(where.target.clientConfig(region));
    try {
      let NextToken: string | undefined;
      for (let page = 0; page < maximumPages; page++) {
        const reply = await client.send(
          new LookupEventsCommand({
            LookupAttributes: [{ AttributeKey: "EventName", AttributeValue: name }],
            StartTime: new Date(Math.min(...times) - 60_000),
            EndTime: new Date(Math.max(...times) + 60_000),
            ...(NextToken ? { NextToken } : {}),
          }),
          { abortSignal: where.signal },
        );
        for (const event of reply.Events ?? []) {
          const requestId = requestIdOf(event.CloudTrailEvent);
          if (requestId) found.add(requestId);
        }
        NextToken = reply.NextToken;
        if (!NextToken) break;
      }
    } finally {
      client.destroy();
    }
  }
  return found;
}

function regionsOf(call: GeneratedCall, region: string): string[] {
  return globalSources.has(call.eventSource) ? [...new Set([region, globalRegion])] : [region];
}

function requestIdOf(event: string | undefined): string | undefined {
  if (!event) return undefined;
  const { requestID } = JSON.parse(event) as { requestID?: string };
  return requestID;
}
