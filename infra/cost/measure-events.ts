import { CloudTrailClient, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import type { Target } from "../target/target.ts";

/** So many pages are looked at; LookupEvents answers two requests a second ("LookupEvents", API Reference). */
const mostPages = 4;
const day = 24 * 3_600_000;

/**
 * How many management events a month the account has, from the time that its newest 200 took in event history, in the
 * region of the settings (where the trail's home is; other regions come on top). Undefined when there are too few to tell,
 * or history cannot be looked at.
 */
export async function measureEvents(
  target: Target,
  region: string,
  { signal, now = Date.now }: { signal?: AbortSignal | undefined; now?: () => number } = {},
): Promise<{ readonly events: number; readonly from: string } | undefined> {
  const client = new CloudTrailClient(target.clientConfig(region));
  const times: number[] = [];
  try {
    let NextToken: string | undefined;
    for (let page = 0; page < mostPages; page++) {
      const answer = await client.send(
        new LookupEventsCommand({ MaxResults: 50, ...(NextToken ? { NextToken } : {}) }),
        signal ? { abortSignal: signal } : {},
      );
      times.push(...(answer.Events ?? []).flatMap(({ EventTime }) => EventTime?.getTime() ?? []));
      NextToken = answer.NextToken;
      if (!NextToken) break;
    }
  } catch {
    signal?.throwIfAborted();
    return undefined;
  } finally {
    client.destroy();
  }
  return rateOf(times, now());
}

/** Events a month at the rate of the newest ones. Fewer than 20, or all of the last minutes, tell nothing. Pure. */
export function rateOf(
  times: readonly number[],
  now: number,
): { readonly events: number; readonly from: string } | undefined {
  const span = now - Math.min(...times);
  if (times.length < 20 || span < day / 24) return undefined;
  const perMonth = Math.round((times.length / span) * (730 / 24) * day);
  const hours = Math.round(span / 3_600_000);
  return {
    events: perMonth,
    from: `measured: ${times.length} events in the last ${hours === 1 ? "hour" : `${hours} hours`} of event history, in one region`,
  };
}
