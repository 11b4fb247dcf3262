import { availableParallelism } from "node:os";
import type { Engine } from "../engine/cli.ts";
import { findEngine } from "../engine/cli.ts";
import type { EngineEvent } from "../engine/engine-event.ts";
import { EventStream } from "../engine/event-stream.ts";
import type { OperationRequest, RunningOperation } from "../engine/operation.ts";
import { type RunOptions, runOperation } from "../engine/run-operation.ts";
import { TrailwrightError } from "../errors.ts";
import { truthfulEvent } from "../lab/kept-on-destroy.ts";
import { paths as defaultPaths, type Paths } from "../paths.ts";
import type { FleetEvent } from "./fleet-event.ts";
import { afterFailure, afterSuccess, beforeOperation } from "./around-operation.ts";
import type { StackSettings } from "../stacks/settings.ts";
import { due, moved, newSchedule, type Schedule } from "./schedule.ts";
import { needsOf, neededBy } from "./stack-needs.ts";
import type { StackOutcome } from "./stack-outcome.ts";

/** With what several stacks are worked on; all have good defaults. */
export interface RunStacksOptions {
  /** How many at a time; `defaultParallel()` if absent. */
  readonly parallel?: number | undefined;
  readonly paths?: Paths | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** Stacks of the same undertaking that have failed already: what needs them is skipped. */
  readonly absent?: readonly StackSettings[] | undefined;
  /** Looked for once for all if absent. */
  readonly engine?: Engine | undefined;
  /** Runs one operation; the real engine if absent. */
  readonly run?: ((request: OperationRequest, options: RunOptions) => RunningOperation) | undefined;
}

/** Operations on several stacks under way. Iterate it for its events, to the end; then await `outcomes`. */
export interface RunningStacks extends AsyncIterable<FleetEvent> {
  /** In the order of the requests. Never rejects: what went wrong is in the outcomes. */
  readonly outcomes: Promise<StackOutcome[]>;
  /** Stops one stack in good order, or all; what has not begun does not begin. Safe to call twice. */
  cancel(stack?: string): void;
}

/** An operation waits for AWS and for its own two processes (worker and engine): one per core, and at least two. */
export const defaultParallel = (): number => Math.max(2, availableParallelism());

/**
 * Runs one operation on each of several stacks, `parallel` at a time, each in a worker of its own. One that fails
 * leaves the others alone; only what needs it is skipped: an up of trails waits for the log archive they deliver into,
 * a destroy of the archive for the trails. A preview that would create a bucket fails if its name is taken; an up keeps
 * the settings it was asked for; where the guided session of a stack stands is kept true. Returns at once. Stacks must
 * differ.
 */
export function runStacks(
  requests: readonly OperationRequest[],
  options: RunStacksOptions = {},
): RunningStacks {
  const fleet = new Fleet(requests, options);
  return {
    outcomes: fleet.run(),
    cancel: (stack) => fleet.cancel(stack),
    [Symbol.asyncIterator]: () => fleet.events[Symbol.asyncIterator](),
  };
}

class Fleet {
  readonly events = new EventStream<FleetEvent>();
  readonly #requests: ReadonlyMap<string, OperationRequest>;
  readonly #options: RunStacksOptions;
  readonly #outcomes = new Map<string, StackOutcome>();
  readonly #running = new Map<string, RunningOperation>();
  readonly #cancelled = new Set<string>();
  readonly #search = new AbortController();
  #engine: Promise<Engine> | undefined;
  #schedule: Schedule;
  #finished: () => void = () => {};

  constructor(requests: readonly OperationRequest[], options: RunStacksOptions) {
    this.#requests = new Map(requests.map((request) => [request.settings.stack, request]));
    this.#options = options;
    const absent = options.absent ?? [];
    const all = [...requests.map(({ settings }) => settings), ...absent];
    const jobs = requests.map((request) => ({ id: request.settings.stack, needs: needs(request, all) }));
    this.#schedule = absent.reduce(
      (schedule, { stack }) => moved(schedule, stack, "failed"),
      newSchedule(jobs, options.parallel ?? defaultParallel()),
    );
  }

  async run(): Promise<StackOutcome[]> {
    const finished = new Promise<void>((resolve) => {
      this.#finished = resolve;
    });
    this.#advance();
    await finished;
    this.events.end();
    return [...this.#requests.keys()].map((stack) => this.#outcomes.get(stack)!);
  }

  cancel(stack?: string): void {
    const all = [...this.#requests.keys()];
    const meant = all.filter((one) => stack === undefined || one === stack);
    for (const one of meant) this.#cancelled.add(one);
    if (all.every((one) => this.#cancelled.has(one))) this.#search.abort();
    for (const one of meant) {
      this.#running.get(one)?.cancel();
      if (this.#schedule.states.get(one) === "waiting") this.#end(one, notBegun("cancelled", stopped(one)));
    }
    this.#advance();
  }

  /** Skips and starts what is due, until there is nothing more to do now. */
  #advance(): void {
    for (let next = due(this.#schedule); next.skip.length + next.start.length; next = due(this.#schedule)) {
      for (const stack of next.skip) this.#end(stack, notBegun("skipped", this.#skipped(stack)));
      // A skip may make others to be skipped; what is ready stays so.
      if (next.skip.length) continue;
      for (const stack of next.start) void this.#work(stack);
    }
    if (this.#outcomes.size === this.#requests.size) this.#finished();
  }

  async #work(stack: string): Promise<void> {
    const request = this.#requests.get(stack)!;
    this.#schedule = moved(this.#schedule, stack, "running");
    this.events.push({ type: "started", stack, request });
    const began = performance.now();
    const events: EngineEvent[] = [];
    const ended = (end: Pick<StackOutcome, "outcome" | "result" | "error">) => {
      this.#end(stack, { ...end, events, seconds: (performance.now() - began) / 1000 });
      this.#advance();
    };
    const { paths = defaultPaths() } = this.#options;
    try {
      await beforeOperation(request, paths);
      if (this.#cancelled.has(stack)) throw stopped(stack);
      const operation = this.#start(request);
      this.#running.set(stack, operation);
      for await (const raw of operation) {
        const event = truthfulEvent(raw, request);
        events.push(event);
        this.events.push({ type: "engine", stack, request, event });
      }
      const result = await operation.result;
      await afterSuccess(request, events, paths);
      ended({ outcome: "succeeded", result });
    } catch (thrown) {
      const error = asError(thrown);
      await afterFailure(request, error, paths).catch(() => {});
      ended({ outcome: error.code === "Cancelled" ? "cancelled" : "failed", error });
    }
  }

  #start(request: OperationRequest): RunningOperation {
    const { paths = defaultPaths(), env = process.env, engine } = this.#options;
    // One search serves all; a single stack looks for itself, and tells how far it is.
    if (!engine && this.#requests.size > 1)
      this.#engine ??= findEngine({ env, paths, signal: this.#search.signal });
    return (this.#options.run ?? runOperation)(request, { paths, env, engine: engine ?? this.#engine });
  }

  #end(stack: string, end: Omit<StackOutcome, "stack" | "request">): void {
    const outcome = { stack, request: this.#requests.get(stack)!, ...end };
    this.#running.delete(stack);
    this.#outcomes.set(stack, outcome);
    this.#schedule = moved(this.#schedule, stack, outcome.outcome);
    this.events.push({ type: "ended", stack, outcome });
  }

  #skipped(stack: string): TrailwrightError {
    const job = this.#schedule.jobs.find(({ id }) => id === stack)!;
    const missing = job.needs.filter((need) => this.#outcomes.get(need)?.outcome !== "succeeded");
    const destroys = this.#requests.get(stack)!.kind === "destroy";
    return new TrailwrightError("Cancelled", `Nothing was done with stack ${stack}.`, {
      why: destroys
        ? `Stack ${missing.join(", ")} delivers into its bucket, and is still there.`
        : `It delivers into the bucket of stack ${missing.join(", ")}, which did not come to be.`,
      next: `See to stack ${missing.join(", ")} first, and start again.`,
    });
  }
}

/** An up of trails needs the log archive, a destroy of the archive that the trails are gone; else the order is free. */
function needs(
  { kind, previewOnly, settings }: OperationRequest,
  all: Parameters<typeof needsOf>[1],
): string[] {
  if (kind === "up") return needsOf(settings, all);
  return kind === "destroy" && !previewOnly ? neededBy(settings, all) : [];
}

const notBegun = (outcome: "cancelled" | "skipped", error: TrailwrightError) => ({
  outcome,
  error,
  events: [],
  seconds: 0,
});

function stopped(stack: string): TrailwrightError {
  return new TrailwrightError("Cancelled", `Nothing was done with stack ${stack}.`, {
    why: "It was stopped before its turn came.",
    next: "Start again to go on.",
  });
}

function asError(error: unknown): TrailwrightError {
  if (error instanceof TrailwrightError) return error;
  const { message, stack } = error as Error;
  return new TrailwrightError("Internal", message, { cause: error, ...(stack ? { why: stack } : {}) });
}
