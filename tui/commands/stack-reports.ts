import {
  type OperationRequest,
  type StackOutcome,
  type StackSettings,
  TrailwrightError,
  worstExitCode,
} from "../../infra/index.ts";
import { table } from "../present/table.ts";
import type { CommandRun, Summary } from "./command-run.ts";
import { asTrailwrightError, errorFields, errorText } from "./error-text.ts";

/** What a command has found out about one stack so far. */
export interface StackReport {
  readonly stack: string;
  /** Undefined while all goes well. */
  readonly outcome?: "failed" | "cancelled" | "skipped" | undefined;
  readonly error?: TrailwrightError | undefined;
  readonly settings?: StackSettings | undefined;
  readonly seconds: number;
  readonly changes?: Readonly<Record<string, number>> | undefined;
  /** For the summary line of this stack. */
  readonly found: Summary;
}

/** The stacks of one command, in their order, and what became of each. */
export class StackReports {
  readonly #run: CommandRun;
  readonly #reports = new Map<string, StackReport>();

  constructor(run: CommandRun, stacks: readonly string[]) {
    this.#run = run;
    for (const stack of stacks) this.#reports.set(stack, { stack, seconds: 0, found: {} });
  }

  /** Whether the command is about one stack, whose errors are then the command's. */
  get single(): boolean {
    return this.#reports.size === 1;
  }

  /** Settings of stacks that came to nothing: what needs them is skipped. */
  get absent(): StackSettings[] {
    return [...this.#reports.values()].flatMap(({ outcome, settings }) =>
      outcome && settings ? [settings] : [],
    );
  }

  settle(stack: string, part: Partial<StackReport>): void {
    const before = this.#reports.get(stack)!;
    this.#reports.set(stack, {
      ...before,
      ...part,
      seconds: before.seconds + (part.seconds ?? 0),
      found: { ...before.found, ...part.found },
    });
  }

  fail(stack: string, thrown: unknown): void {
    const error = asTrailwrightError(thrown);
    this.settle(stack, { error, outcome: error.code === "Cancelled" ? "cancelled" : "failed" });
  }

  /** Takes in how an operation on each stack ended; those that ended well go on. */
  take(outcomes: readonly StackOutcome[]): OperationRequest[] {
    for (const { stack, request, outcome, result, error, seconds } of outcomes)
      this.settle(stack, {
        settings: request.settings,
        seconds,
        ...(outcome === "succeeded" ? { changes: result?.changes } : { outcome, error }),
      });
    return outcomes.flatMap(({ outcome, request }) => (outcome === "succeeded" ? [request] : []));
  }

  /**
   * Ends the command: several stacks are told in a table made to copy, and each one's error below it. Throws the error
   * of a single stack, or one with the exit code of the worst.
   */
  finish(done: string): Summary {
    const reports = [...this.#reports.values()];
    const summaries = reports.map((report) => summaryOf(report, done));
    this.#run.report(this.single ? summaries[0]! : { stacks: summaries });
    const failed = reports.filter(({ outcome }) => outcome);
    if (!this.single) {
      this.#run.out.say(reportTable(reports, done));
      for (const { stack, error } of failed)
        if (error) this.#run.out.note(`\nStack ${stack}\n${errorText(error)}`);
    }
    const [first] = failed;
    if (!first) return {};
    if (this.single) throw first.error ?? new TrailwrightError("Internal", "It failed without a word.");
    throw joined(failed, reports.length);
  }
}

function summaryOf({ stack, outcome, error, found }: StackReport, done: string): Summary {
  return { stack, outcome: outcome ?? done, ...found, ...(error ? { error: errorFields(error) } : {}) };
}

/** One row per stack: what became of it, where its log files go, how long it took. */
function reportTable(reports: readonly StackReport[], done: string): string {
  const rows = reports.map(({ stack, outcome, changes, settings, seconds }) => [
    stack,
    outcome ?? done,
    changesText(changes),
    settings?.bucketName ?? "-",
    settings && settings.kind !== "log-archive" ? settings.trailName : "-",
    seconds.toFixed(1),
  ]);
  return ["", ...table([["STACK", "OUTCOME", "CHANGES", "BUCKET", "TRAIL", "SECONDS"], ...rows])].join("\n");
}

/** `2 create, 1 update`; what stays as it is does not count. */
export function changesText(changes: Readonly<Record<string, number>> | undefined): string {
  if (!changes) return "-";
  const counted = Object.entries(changes).filter(([operation, count]) => operation !== "same" && count > 0);
  return counted.map(([operation, count]) => `${count} ${operation}`).join(", ") || "none";
}

function joined(failed: readonly StackReport[], all: number): TrailwrightError {
  const outcomes = failed.map(({ outcome, error }) => ({ outcome: outcome!, ...(error ? { error } : {}) }));
  const worst = worstExitCode(outcomes);
  const code = failed.find(({ error }) => error?.exitCode === worst)?.error?.code ?? "EngineFailed";
  const names = failed.map(({ stack, outcome }) => `${stack} (${outcome})`).join(", ");
  return new TrailwrightError(code, `${failed.length} of ${all} stacks did not get there: ${names}.`, {
    why: "Each has its own reason, above. The other stacks are done.",
    next: "Mend what is named there, and run the same command: what is done stays as it is.",
  });
}
