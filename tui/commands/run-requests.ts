import { loadFleet, type OperationRequest, type StackOutcome, TrailwrightError } from "../../infra/index.ts";
import type { CommandRun } from "./command-run.ts";
import { fleetPrinter } from "./fleet-printer.ts";
import type { StackReports } from "./stack-reports.ts";

/** How several stacks are worked on, besides the requests. */
export interface RunRequestsOptions {
  readonly parallel?: number | undefined;
}

/**
 * Runs one operation on each stack, in parallel, prints what happens and reports how each ended; Ctrl-C stops all of
 * them in good order. Resolves with the outcomes of those that ended well.
 */
export async function runRequests(
  run: CommandRun,
  requests: readonly OperationRequest[],
  reports: StackReports,
  { parallel }: RunRequestsOptions,
): Promise<StackOutcome[]> {
  if (requests.length === 0) return [];
  if (run.signal.aborted) {
    for (const { kind, settings } of requests) reports.fail(settings.stack, stopped(kind, settings.stack));
    return [];
  }
  const { runStacks } = await loadFleet();
  const { paths, env } = run;
  const printer = fleetPrinter(run, requests, reports.single);
  const running = runStacks(requests, { parallel, paths, env, absent: reports.absent });
  const cancel = () => running.cancel();
  run.signal.addEventListener("abort", cancel);
  try {
    for await (const event of running) printer.print(event);
    const outcomes = await running.outcomes;
    reports.take(outcomes);
    return outcomes.filter(({ outcome }) => outcome === "succeeded");
  } finally {
    printer.close();
    run.signal.removeEventListener("abort", cancel);
  }
}

function stopped(kind: string, stack: string): TrailwrightError {
  return new TrailwrightError("Cancelled", `The ${kind} of stack ${stack} was stopped before it began.`, {
    next: "Run it again: it goes on from where it stopped.",
  });
}
