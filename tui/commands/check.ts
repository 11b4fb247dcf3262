import { writeFile } from "node:fs/promises";
import { type Command, InvalidArgumentError, Option } from "commander";
import {
  type CheckReport,
  type Finding,
  loadChecks,
  loadStacks,
  type Severity,
  type Target,
  TrailwrightError,
} from "../../infra/index.ts";
import about from "../../package.json" with { type: "json" };
import { type CommandRun, runCommand, type Summary } from "./command-run.ts";
import type { ProgramContext } from "./context.ts";
import { jsonOption, type OutputOptions, stacksOption, type TargetOptions, withTarget } from "./options.ts";
import { mustExist } from "./stack-session.ts";
import { targetsFor } from "./stack-target.ts";

interface CheckOptions extends TargetOptions, OutputOptions {
  readonly stack?: readonly string[];
  readonly trail?: readonly string[];
  readonly control?: readonly string[];
  readonly severity?: Severity;
  readonly format: "table" | "junit" | "sarif";
  readonly output?: string;
  readonly allowUnknown?: boolean;
}

/** `trailwright check`: judges the trails of an account, whoever made them. Changes nothing. */
export function checkCommand(program: Command, context: ProgramContext, done: (code: number) => void): void {
  const command = program
    .command("check")
    .description("check an account's trails, ours or not, against CIS and Security Hub")
    .addOption(stacksOption("all trails of the account").conflicts("trail"))
    .addOption(repeated("--trail <name>", "a trail to check, by name or ARN; repeat it for several"))
    .addOption(repeated("--control <id>", "a control to check (CloudTrail.1, TW.3); repeat it for several"))
    .addOption(
      new Option("--severity <level>", "leave out what is less severe").choices([
        "critical",
        "high",
        "medium",
        "low",
        "informational",
      ]),
    )
    .addOption(
      new Option("--format <format>", "how the findings are written")
        .choices(["table", "junit", "sarif"])
        .default("table"),
    )
    .addOption(new Option("--output <file>", "write them to a file; the table is shown all the same"))
    .addOption(new Option("--allow-unknown", "what may not be read does not make the check fail"))
    .addOption(jsonOption());
  withTarget(command).action(async (options: CheckOptions) => {
    done(await runCommand("check", options, context, (run) => check(run, options)));
  });
}

const repeated = (flags: string, description: string) =>
  new Option(flags, description).argParser((value: string, before: readonly string[] | undefined) => {
    if (!value) throw new InvalidArgumentError("It must not be empty.");
    return [...(before ?? []), value];
  });

async function check(run: CommandRun, options: CheckOptions): Promise<Summary> {
  if (options.json && options.format !== "table" && !options.output)
    throw new TrailwrightError("InvalidInput", `--json and --format ${options.format} both want stdout.`, {
      next: "Leave one of them out, or name a file for the other with --output.",
    });
  const checks = await loadChecks();
  const choice = { controls: options.control, severity: options.severity };
  checks.chosenControls(choice);
  const reports: CheckReport[] = [];
  for (const [target, trails] of await trailsByTarget(run, options)) {
    const onProgress = (message: string) => run.out.note(message);
    reports.push(await checks.checkTarget(target, { ...choice, trails }, { signal: run.signal, onProgress }));
  }
  for (const { accountId, findings } of reports)
    for (const finding of findings) run.out.emit(findingFields(accountId, finding));
  const counts = checks.tally(reports);
  run.out.emit({ type: "checked", ...counts });

  const table = checks.tableText(reports, {
    ours: await ourTrails(run, reports),
    columns: run.context.stdout.columns,
  });
  const text = {
    // As the other formats are: whoever looks into the file has no one to make it harmless.
    table: () => `${checks.inertText(table)}\n`,
    junit: () => checks.junitText(reports, options.allowUnknown ?? false),
    sarif: () => checks.sarifText(reports, about.version),
  }[options.format]();
  if (options.output) await write(run, options.output, text);
  if (options.output || options.format === "table") run.out.say(table);
  else run.out.raw(text.trimEnd());
  judge(counts, options);
  return { ...counts };
}

/** Where to look, each account once, and at which trails of it; undefined for all. */
async function trailsByTarget(
  run: CommandRun,
  options: CheckOptions,
): Promise<ReadonlyMap<Target, readonly string[] | undefined>> {
  const targetFor = targetsFor(run, options);
  if (!options.stack) return new Map([[await targetFor(undefined), options.trail]]);
  const { trailOf } = await loadChecks();
  const found = new Map<Target, string[]>();
  for (const stack of new Set(options.stack)) {
    const settings = await mustExist(run, stack);
    const target = await targetFor(stack);
    found.set(target, [...(found.get(target) ?? []), trailOf(settings, target.identity.accountId)]);
  }
  return found;
}

/** ARNs of the trails that stacks have made, of whichever account. */
async function ourTrails(run: CommandRun, reports: readonly CheckReport[]): Promise<ReadonlySet<string>> {
  const { listStacks } = await loadStacks();
  const { trailOf } = await loadChecks();
  const ours = listStacks(run.paths).flatMap(({ settings }) =>
    settings && settings.kind !== "log-archive"
      ? reports.map(({ accountId }) => trailOf(settings, settings.accountId ?? accountId))
      : [],
  );
  const seen = new Set(reports.flatMap(({ findings }) => findings.flatMap(({ trails = [] }) => trails)));
  return new Set(ours.filter((arn) => seen.has(arn)));
}

function findingFields(accountId: string, finding: Finding) {
  const { status, severity, control, title, cis, resource, evidence, mend, trails } = finding;
  return {
    type: "finding",
    accountId,
    control,
    title,
    status,
    severity,
    cis,
    resource,
    evidence,
    ...(mend ? { mend } : {}),
    ...(trails ? { trails } : {}),
  };
}

async function write(run: CommandRun, file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new TrailwrightError("InvalidInput", `${file} cannot be written.`, {
      why: error instanceof Error ? error.message : String(error),
      next: "Name another file with --output.",
      cause: error,
    });
  }
  run.out.note(`Written to ${file}.`);
  run.out.emit({ type: "written", file });
}

/** Throws ChecksFailed (exit code 5) unless all is well. */
function judge(
  { failed, unknown }: { readonly failed: number; readonly unknown: number },
  { allowUnknown }: CheckOptions,
): void {
  const hidden = allowUnknown ? 0 : unknown;
  if (failed + hidden === 0) return;
  const parts = [
    ...(failed > 0 ? [`${failed} ${failed === 1 ? "check" : "checks"} failed`] : []),
    ...(hidden > 0 ? [`${hidden} could not be made`] : []),
  ];
  throw new TrailwrightError("ChecksFailed", `${parts.join(", ")}.`, {
    next:
      failed > 0
        ? "For a stack of ours: change its settings as told above, then `trailwright up --stack NAME`; then check again. `--severity high` shows the worst alone."
        : "Use an identity that may read what is named above, or allow it with --allow-unknown.",
  });
}
