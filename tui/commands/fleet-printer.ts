import type { FleetEvent, OperationRequest } from "../../infra/index.ts";
import type { CommandRun } from "./command-run.ts";
import { enginePrinter } from "./engine-printer.ts";
import { engineEventText } from "./engine-text.ts";
import { errorFields } from "./error-text.ts";
import { liveLines } from "./live-lines.ts";
import { progressOf, type StackProgress } from "./stack-progress.ts";
import { changesText } from "./stack-reports.ts";

/** Prints the work on several stacks as it goes on. */
export interface FleetPrinter {
  print(event: FleetEvent): void;
  close(): void;
}

/**
 * For one stack its engine's events, line by line; for several, on a terminal, one line each that changes in place,
 * elsewhere lines that begin with the stack's name. With --json every event besides.
 */
export function fleetPrinter(
  run: CommandRun,
  requests: readonly OperationRequest[],
  single: boolean,
): FleetPrinter {
  const printer = single
    ? onePrinter(run)
    : canRewrite(run)
      ? livePrinter(run, requests)
      : prefixed(run, requests);
  return {
    print(event) {
      if (event.type === "engine" && !single)
        run.out.emit({
          type: "engine-event",
          stack: event.stack,
          operation: event.request.kind,
          event: event.event,
        });
      if (event.type === "ended") {
        const { stack, request, outcome, result, error, seconds } = event.outcome;
        run.out.emit({
          type: "stack-ended",
          stack,
          operation: request.kind,
          ...(request.previewOnly ? { previewOnly: true } : {}),
          outcome,
          seconds,
          ...(result ? { changes: result.changes } : {}),
          ...(error ? { error: errorFields(error) } : {}),
        });
      }
      printer.print(event);
    },
    close: () => printer.close(),
  };
}

function canRewrite({ context, out, env }: CommandRun): boolean {
  return !out.json && Boolean(context.stderr.isTTY) && env["TERM"] !== "dumb";
}

function onePrinter(run: CommandRun): FleetPrinter {
  const print = enginePrinter(run);
  return {
    print: (event) => {
      if (event.type === "engine") print(event.request, event.event);
    },
    close: () => {},
  };
}

function prefixed({ out }: CommandRun, requests: readonly OperationRequest[]): FleetPrinter {
  const columns = Math.max(...requests.map(({ settings }) => settings.stack.length));
  const say = (stack: string, text: string) => {
    for (const line of text.split("\n")) out.note(`${stack.padEnd(columns)} | ${line.trim()}`);
  };
  return {
    print(event) {
      const { stack } = event;
      if (event.type === "started") return;
      if (event.type === "ended") return say(stack, endText(event));
      const { kind, previewOnly } = event.request;
      if (event.event.type === "stage" && event.event.stage !== "program") return;
      const quiet = kind === "preview" || kind === "refresh" || previewOnly === true;
      const text = engineEventText(event.event, quiet);
      if (text) say(stack, text);
    },
    close: () => {},
  };
}

function livePrinter(run: CommandRun, requests: readonly OperationRequest[]): FleetPrinter {
  const progress = new Map<string, StackProgress>(
    requests.map(({ settings }) => [
      settings.stack,
      { stack: settings.stack, state: "waiting", text: "waiting" },
    ]),
  );
  const live = liveLines(run.context.stderr, () => [...progress.values()], Date.now);
  const restart = () => live.restart();
  run.signal.addEventListener("abort", restart);
  return {
    print(event) {
      progress.set(event.stack, progressOf(progress.get(event.stack)!, event, Date.now()));
      live.changed();
    },
    close() {
      run.signal.removeEventListener("abort", restart);
      live.close();
    },
  };
}

function endText({ outcome: { outcome, result, error, seconds } }: Extract<FleetEvent, { type: "ended" }>) {
  return outcome === "succeeded"
    ? `done: ${changesText(result?.changes)}, ${seconds.toFixed(1)} s`
    : `${outcome.toUpperCase()}: ${error?.message ?? ""}`;
}
