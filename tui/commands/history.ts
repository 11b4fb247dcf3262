import { type Command, InvalidArgumentError, Option } from "commander";
import { loadHistory, loadStacks, type OperationRecord, TrailwrightError } from "../../infra/index.ts";
import { table } from "../present/table.ts";
import { type CommandRun, runCommand, type Summary } from "./command-run.ts";
import type { ProgramContext } from "./context.ts";
import { jsonOption, type OutputOptions, stacksOption } from "./options.ts";
import { changesText } from "./stack-reports.ts";

interface HistoryOptions extends OutputOptions {
  readonly stack?: readonly string[];
  readonly export?: number;
}

/** `trailwright history`: what was done to the stacks, and the states from before. Needs neither AWS nor the engine. */
export function historyCommand(
  program: Command,
  context: ProgramContext,
  done: (code: number) => void,
): void {
  program
    .command("history")
    .description("list the operations on the stacks; find the state from before one of them")
    .addOption(stacksOption("all of them"))
    .addOption(
      new Option(
        "--export <n>",
        "print where the state before operation N of the stack is, and how to bring it back",
      ).argParser((value: string) => {
        if (!/^\d{1,6}$/.test(value) || Number(value) < 1)
          throw new InvalidArgumentError("It must be the number of an operation.");
        return Number(value);
      }),
    )
    .addOption(jsonOption())
    .action(async (options: HistoryOptions) => {
      done(
        await runCommand("history", options, context, (run) =>
          options.export === undefined ? list(run, options) : findState(run, options, options.export),
        ),
      );
    });
}

async function list(run: CommandRun, options: HistoryOptions): Promise<Summary> {
  const { listHistories, readHistory, keptState } = await loadHistory();
  const stacks = options.stack ?? listHistories(run.paths);
  const operations = stacks.flatMap((stack) => readHistory(run.paths, stack)).sort((a, b) => a.at - b.at);
  for (const one of operations) run.out.emit({ type: "operation", ...one });
  const isKept = ({ stack, stateBefore }: OperationRecord) =>
    stateBefore !== undefined && keptState(run.paths, stack, stateBefore) !== undefined;
  if (operations.length === 0) run.out.note("Nothing was done yet.");
  else if (!options.json) run.out.say(historyTable(operations, isKept));
  return { operations: operations.length };
}

function historyTable(
  operations: readonly OperationRecord[],
  isKept: (one: OperationRecord) => boolean,
): string {
  const rows = operations.map((one) => [
    one.stack,
    String(one.number),
    new Date(one.at).toISOString().slice(0, 19) + "Z",
    one.kind,
    one.error && one.outcome === "failed" ? `failed (${one.error.code})` : one.outcome,
    changesText(one.changes),
    one.seconds.toFixed(1),
    one.engineVersion ?? "-",
    isKept(one) ? "kept" : "-",
    one.who,
  ]);
  const title = [
    "STACK",
    "N",
    "WHEN",
    "WHAT",
    "OUTCOME",
    "CHANGES",
    "SECONDS",
    "ENGINE",
    "STATE BEFORE",
    "WHO",
  ];
  return table([title, ...rows]).join("\n");
}

async function findState(run: CommandRun, options: HistoryOptions, number: number): Promise<Summary> {
  const { readHistory, keptState, bringBack } = await loadHistory();
  const [stack, another] = options.stack ?? [];
  if (stack === undefined || another !== undefined)
    throw new TrailwrightError("InvalidInput", "--export is about one stack.", {
      next: "Add --stack NAME; `trailwright history` lists the operations of all.",
    });
  const operation = readHistory(run.paths, stack).find((one) => one.number === number);
  const file = operation?.stateBefore && keptState(run.paths, stack, operation.stateBefore);
  if (!file) throw notKept(stack, number, operation);
  const { listStacks } = await loadStacks();
  const settings = listStacks(run.paths).find((one) => one.stack === stack)?.settings;
  const commands = bringBack(file, stack, operation.target, run.env, run.paths);
  run.out.say(file);
  run.out.note(
    [
      "To bring it back (this changes what Pulumi believes, and nothing in AWS):",
      ...(settings ? [] : [`  ${commands.init}    # in a folder with a Pulumi.yaml`]),
      `  ${commands.import}`,
      settings
        ? `Then \`trailwright refresh --stack ${stack}\` compares it with what is really there.`
        : `Then \`trailwright up --stack ${stack}\` with the settings it had makes it whole again.`,
    ].join("\n"),
  );
  return { stack, number, file, commands };
}

function notKept(stack: string, number: number, operation: OperationRecord | undefined): TrailwrightError {
  return new TrailwrightError(
    "InvalidInput",
    `No state from before operation ${number} of stack ${stack} is kept.`,
    {
      why: !operation
        ? "There is no such operation in the history."
        : operation.stateBefore
          ? "Only the last ten states of a stack are kept."
          : "The stack had no state before it.",
      next: `\`trailwright history --stack ${stack}\` lists the operations, and of which the state is kept.`,
    },
  );
}
