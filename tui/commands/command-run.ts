import { exitCode, type Paths, paths, TrailwrightError } from "../../infra/index.ts";
import type { ProgramContext } from "./context.ts";
import { asTrailwrightError, errorFields, errorText } from "./error-text.ts";
import { listenForInterrupts } from "./interrupt.ts";
import { type Output, openOutput } from "./output.ts";

/** One command under way. */
export interface CommandRun {
  readonly context: ProgramContext;
  readonly env: NodeJS.ProcessEnv;
  readonly paths: Paths;
  readonly out: Output;
  /** Aborted by the first Ctrl-C, or when nobody reads the output any more. */
  readonly signal: AbortSignal;
  /** Registers what to do at the end, whatever the end is; last registered, first done. */
  onEnd(close: () => Promise<void> | void): void;
  /** Puts something into the last NDJSON line, even if the command fails afterwards. */
  report(part: Summary): void;
}

/** What a command found out, for the last NDJSON line. */
export type Summary = Readonly<Record<string, unknown>>;

/**
 * Runs a command: interrupts, output, clean-up, the summary line, the error's three sentences. Resolves with the exit
 * code (infra/errors.ts) and never rejects.
 */
export async function runCommand(
  name: string,
  options: { readonly json?: boolean | undefined },
  context: ProgramContext,
  work: (run: CommandRun) => Promise<Summary>,
): Promise<number> {
  const closings: (() => Promise<void> | void)[] = [];
  let summary: Summary = {};
  let deaf = false;
  let lost: Error | undefined;
  const interrupts = listenForInterrupts(() =>
    out.note("Stopping and cleaning up; press Ctrl-C again to end at once."),
  );
  const out = openOutput(context, options.json ?? false, (reason) => {
    if (reason) lost = reason;
    else deaf = true;
    interrupts.abort.abort();
  });
  const { signal } = interrupts.abort;
  const run: CommandRun = {
    context,
    env: context.env,
    paths: paths(context.env),
    out,
    signal,
    onEnd: (close) => closings.push(close),
    report: (part) => {
      summary = { ...summary, ...part };
    },
  };
  const began = performance.now();
  let failure: unknown;
  let failed = false;
  const attempt = async (part: () => Promise<void>) => {
    try {
      await part();
    } catch (error) {
      if (!failed) failure = error;
      failed = true;
    }
  };

  await attempt(async () => {
    run.report(await work(run));
  });
  for (const close of closings.reverse()) await attempt(async () => close());
  if (failed && signal.aborted && !(failure instanceof TrailwrightError)) failure = stopped(name, failure);
  const code = deaf ? exitCode.success : failed ? asTrailwrightError(failure).exitCode : exitCode.success;
  if (failed && !deaf && !lost) out.note(errorText(failure));
  out.emit({
    type: "summary",
    command: name,
    ok: !failed,
    exitCode: code,
    seconds: Math.round(performance.now() - began) / 1000,
    ...summary,
    ...(failed ? { error: errorFields(failure) } : {}),
  });
  await out.flush();
  interrupts.stop();
  if (!lost) return code;
  // It may have been the very last line that found no room.
  out.note(errorText(lost));
  return asTrailwrightError(lost).exitCode;
}

function stopped(name: string, cause: unknown): TrailwrightError {
  return new TrailwrightError("Cancelled", `${name} was stopped.`, {
    next: "Run it again: it goes on from where it stopped.",
    cause,
  });
}
