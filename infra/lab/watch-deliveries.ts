import type { Target } from "../target/target.ts";
import { lookUpCalls } from "./event-history.ts";
import { readEvidence } from "./evidence/read-evidence.ts";
import type { LabStore } from "./lab-store.ts";
import { problemOf } from "./problem.ts";

/** LookupEvents allows two requests a second for everybody in the account and region; this leaves them most. */
const gentlestPoll = 2_000;

/**
 * Follows the calls of step 5: asks the event history while one of them waits for a first sign, and marks step 6 done
 * when the last has been delivered. Returns the way to stop.
 */
export function watchDeliveries(
  store: LabStore,
  target: Target,
  onNotice: (message: string) => void,
): () => void {
  const stop = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let asking = false;
  let turn = 0;
  let readable = true;

  const ask = async () => {
    asking = true;
    try {
      const { calls, settings } = store.state;
      const requestIds = await lookUpCalls(calls, turn++, {
        target,
        region: settings.region,
        signal: stop.signal,
      });
      store.dispatch({ type: "seen-in-history", requestIds });
    } catch (error) {
      if (stop.signal.aborted) return;
      if ((error as Error).name !== "ThrottlingException") {
        onNotice(
          `CloudTrail's event history cannot be read, so "delivering" will not be shown. ${problemOf(error).message}`,
        );
        readable = false;
      }
    } finally {
      asking = false;
    }
    askLater();
  };
  const askLater = () => {
    if (timer || asking || !readable || stop.signal.aborted) return;
    if (!store.state.calls.some((call) => call.status === "waiting")) return;
    timer = setTimeout(
      () => {
        timer = undefined;
        void ask();
      },
      Math.max(gentlestPoll, target.delivery.pollMilliseconds),
    );
    timer.unref();
  };
  const settle = async () => {
    const { calls, steps } = store.state;
    if (!calls.length || calls.some((call) => call.status !== "delivered")) return;
    if (steps.watch.status === "done" || steps.events.status === "running") return;
    const evidence = await readEvidence("watch", store.state, target);
    store.dispatch({ type: "done", step: "watch", evidence });
  };

  const unsubscribe = store.subscribe(() => {
    askLater();
    void settle();
  });
  askLater();
  return () => {
    stop.abort();
    clearTimeout(timer);
    unsubscribe();
  };
}
