import { type Command, Option } from "commander";
import {
  type DeliveredRecord,
  matches,
  parseFilter,
  recordRow,
  type TailEvent,
  TrailwrightError,
  tail,
} from "../../infra/index.ts";
import { type CommandRun, runCommand, type Summary } from "./command-run.ts";
import type { ProgramContext } from "./context.ts";
import { jsonOption, type OutputOptions, stacksOption, type TargetOptions, withTarget } from "./options.ts";
import { recordJson, recordText } from "./record-text.ts";
import { sourcesOf } from "./tail-sources.ts";

interface TailCommandOptions extends TargetOptions, OutputOptions {
  readonly stack?: readonly string[];
  readonly follow: boolean;
  readonly once?: boolean;
  readonly since?: Date;
  readonly filter?: string;
}

/** `trailwright tail`: prints what is delivered to the stacks' buckets, as it arrives. */
export function tailCommand(program: Command, context: ProgramContext, done: (code: number) => void): void {
  const command = program
    .command("tail")
    .description("print delivered records as they arrive")
    .addOption(stacksOption("all stacks with a trail"))
    .addOption(new Option("--no-follow", "end when everything delivered so far has been printed"))
    .addOption(new Option("--once", "the same as --no-follow"))
    .addOption(
      new Option("--since <time>", "records from this time on (ISO 8601, UTC); today if left out").argParser(
        since,
      ),
    )
    .addOption(new Option("--filter <text>", "only records that match, in the words of the log pane"))
    .addOption(jsonOption());
  withTarget(command).action(async (options: TailCommandOptions) => {
    done(await runCommand("tail", options, context, (run) => follow(run, options)));
  });
}

async function follow(run: CommandRun, options: TailCommandOptions): Promise<Summary> {
  const wanted = filterOf(options.filter);
  const sources = await sourcesOf(run, options);
  const once = options.once || !options.follow;
  const behind = new Set(sources.map(({ stack }) => stack));
  const enough = new AbortController();
  const signal = AbortSignal.any([run.signal, enough.signal]);
  const count = { records: 0, logFiles: 0, problems: 0 };
  /** Buckets that cannot be listed now. */
  const stalled = new Map<string, Extract<TailEvent, { type: "problem" }>>();
  run.out.note(
    `Tailing ${sources.map(({ stack, bucketName }) => `${stack} (s3://${bucketName})`).join(", ")}`,
  );

  const look = (stack: string) => {
    behind.delete(stack);
    if (once && behind.size === 0) enough.abort();
  };
  const take = (event: TailEvent) => {
    switch (event.type) {
      case "records":
        for (const record of event.records.filter(wanted)) {
          count.records += 1;
          if (run.out.json) run.out.emitText(recordJson(record));
          else run.out.say(recordText(record));
        }
        return;
      case "log-file":
        count.logFiles += 1;
        return run.out.emit(event);
      case "problem":
        count.problems += 1;
        run.out.note(
          `${event.stack}: ${event.key ? `${event.key}: ` : ""}${event.message} ${event.next ?? ""}`,
        );
        run.out.emit(event);
        if (!event.stalled) return;
        stalled.set(event.stack, event);
        return look(event.stack);
      case "caught-up":
        stalled.delete(event.stack);
        look(event.stack);
    }
  };
  const mirror = run.paths.mirror;
  for await (const event of tail(sources, {
    signal,
    mirror,
    ...(options.since ? { since: options.since } : {}),
  }))
    take(event);
  const [unread] = once ? stalled.values() : [];
  if (unread) throw notRead(unread, count.records);
  // Ending a tail that has no end of its own is how it is used.
  return { stacks: sources.map(({ stack }) => stack), ...count };
}

function notRead(
  { stack, message, next }: Extract<TailEvent, { type: "problem" }>,
  records: number,
): TrailwrightError {
  return new TrailwrightError("AwsFailed", `The log files of stack ${stack} could not be read.`, {
    why: `${message}${records > 0 ? ` What was printed (${records}) is not all.` : ""}`,
    next: next ?? "Try again.",
  });
}

function filterOf(text: string | undefined): (record: DeliveredRecord) => boolean {
  if (text === undefined) return () => true;
  const parsed = parseFilter(text);
  if (!parsed.ok)
    throw new TrailwrightError("InvalidInput", `The filter ${JSON.stringify(text)} has a mistake.`, {
      why: `At position ${parsed.position + 1}: ${parsed.error}`,
      next: "Write it like: event:CreateUser -who:root",
    });
  return (record) => matches(parsed.filter, recordRow(record, 0));
}

function since(value: string): Date {
  const time = new Date(value);
  if (Number.isNaN(time.getTime()))
    throw new TrailwrightError("InvalidInput", `${JSON.stringify(value)} is not a time.`, {
      next: "Write it like 2026-01-31 or 2026-01-31T12:00:00Z.",
    });
  return time;
}
