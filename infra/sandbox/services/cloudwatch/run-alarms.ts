import type { World } from "../../world.ts";
import { pruneHistory } from "./alarm-history.ts";
import { allAlarms } from "./alarm-state.ts";
import { evaluate } from "./evaluate-alarms.ts";
import { metricsOf } from "./metric-store.ts";

const day = 86_400_000;
const hour = 3_600_000;

/** CloudWatch keeps metrics for 15 months ("Metrics retention", Amazon CloudWatch User Guide). */
const metricDays = 455;

/** The shortest period of an alarm, in milliseconds. */
const interval = 10_000;

/**
 * Evaluates all alarms every ten seconds of the world's clock; returns the way to stop.
 * @param onProblem told of what is no answer of SNS's (a full disk)
 */
export function runAlarms(
  world: World,
  onProblem: (error: unknown) => void = (error) => process.emitWarning(error as Error),
): () => void {
  // Made here, outside of any transaction that could take the tables back.
  const metrics = metricsOf(world);
  let swept = world.clock.now().getTime();
  const tick = () => {
    for (const alarm of allAlarms(world)) world.transaction(() => evaluate(world, alarm));
    const now = world.clock.now().getTime();
    if (Math.abs(now - swept) < hour) return;
    swept = now;
    world.transaction(() => {
      pruneHistory(world);
      metrics.forgetBefore(now - metricDays * day);
    });
  };
  return world.clock.every(interval, () => {
    try {
      tick();
    } catch (error) {
      onProblem(error);
    }
  });
}
