import { existsSync } from "node:fs";
import { type Command, Option } from "commander";
import {
  type AccountPlace,
  loadPurposes,
  loadStacks,
  type SetUpRequest,
  type StackSettings,
  TrailwrightError,
} from "../../infra/index.ts";
import { type CommandRun, runCommand, type Summary } from "./command-run.ts";
import { canAsk, confirm } from "./confirm.ts";
import type { ProgramContext } from "./context.ts";
import { askForSetUp } from "./init-questions.ts";
import {
  type AnswerOptions,
  answersOf,
  jsonOption,
  type OutputOptions,
  stackOption,
  type TargetOptions,
  withAnswers,
  withTarget,
  yesOption,
} from "./options.ts";

/** What can be said of a set-up on the command line. */
export interface InitOptions extends TargetOptions, AnswerOptions, OutputOptions {
  readonly stack: string;
  readonly yes?: boolean;
  readonly overwrite?: boolean;
  readonly forAccount?: readonly string[];
  readonly logArchive?: string;
  readonly centralBucket?: string;
  readonly organizationTrail?: string;
  readonly kms?: string;
}

/** `trailwright init`: writes the settings files of one or several stacks. Touches neither AWS nor the engine. */
export function initCommand(program: Command, context: ProgramContext, done: (code: number) => void): void {
  const command = program
    .command("init")
    .description("write the settings of one stack, or of one per account, from questions or options")
    .addOption(stackOption())
    .addOption(
      new Option(
        "--for-account <id>",
        "account to make a stack for: ID, ID=ROLE or ID=profile:NAME; repeat it for several",
      ).argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value]),
    )
    .addOption(
      new Option("--log-archive <id>", "account whose bucket takes the log files of all of them, as above"),
    )
    .addOption(
      new Option("--central-bucket <name>", "bucket that is there already and looked after by others"),
    )
    .addOption(
      new Option("--organization-trail <id>", "record every account of the organization with this id (o-…)"),
    )
    .addOption(new Option("--kms <key>", "encrypt log files under a KMS key: own makes one, or its ARN"))
    .addOption(new Option("--overwrite", "replace settings that are there already"))
    .addOption(yesOption())
    .addOption(jsonOption());
  withAnswers(withTarget(command)).action(async (options: InitOptions) => {
    done(await runCommand("init", options, context, (run) => init(run, options)));
  });
}

async function init(run: CommandRun, given: InitOptions): Promise<Summary> {
  const { draftStacks, parseAccountPlace, settingsFile, settingsText, writeSettings } = await loadStacks();
  const { purposeOf } = await loadPurposes();
  const options = !given.yes && canAsk(run) ? await askForSetUp(run, given) : given;
  const drafts = draftStacks(requestOf(options, parseAccountPlace));
  const files = drafts.map((settings) => {
    const file = settingsFile(run.paths, settings.stack);
    const heading = headingOf(settings, purposeOf(settings).title);
    return {
      settings,
      file,
      heading,
      text: settingsText(run.paths, settings, heading),
      there: existsSync(file),
    };
  });
  for (const { file, text, there, settings } of files) {
    run.out.say(`${file}${there ? " (is there already)" : ""}:\n\n${text.replaceAll(/^(?=.)/gm, "  ")}`);
    run.out.emit({ type: "settings", stack: settings.stack, file, replaces: there, settings });
  }
  const replaced = files.filter(({ there }) => there).map(({ settings }) => settings.stack);
  await mayWrite(run, options, files.length, replaced);
  for (const { settings, heading } of files) writeSettings(run.paths, settings, heading);
  const names = drafts.map(({ stack }) => stack);
  const stacks = names.map((name) => `--stack ${name}`).join(" ");
  run.out.say(`Written. What they would make is shown by\n  trailwright preview ${stacks}`);
  return { stacks: names, files: files.map(({ file }) => file) };
}

/** Never overwrites unasked. Throws InvalidInput, TerminalRequired, Cancelled. */
async function mayWrite(
  run: CommandRun,
  { yes, overwrite }: InitOptions,
  count: number,
  replaced: readonly string[],
): Promise<void> {
  if (replaced.length > 0 && !overwrite && (yes || !canAsk(run)))
    throw new TrailwrightError("InvalidInput", `There are settings of ${replaced.join(", ")} already.`, {
      why: "Nothing was written: what is deployed goes by them.",
      next: "Choose another name with --stack, or replace them with --overwrite.",
    });
  if (yes || !canAsk(run)) return;
  const files = count === 1 ? "this file" : `these ${count} files`;
  const what = replaced.length > 0 ? `, replacing the settings of ${replaced.join(", ")}` : "";
  await confirm(run, `Write ${files}${what}?`);
}

function headingOf({ kind, deliveringTrails = [] }: StackSettings, purpose: string): string {
  return kind === "log-archive"
    ? `Log archive for ${deliveringTrails.length} trails, by trailwright init`
    : `${purpose}, by trailwright init`;
}

function requestOf(options: InitOptions, place: (text: string) => AccountPlace): SetUpRequest {
  const {
    bucketName,
    retentionDays,
    region = "us-east-1",
    profile,
    tags,
    ...trail
  } = withoutUndefined(answersOf(options));
  const { kms, organizationTrail } = options;
  return {
    stack: options.stack,
    accounts: (options.forAccount ?? []).map(place),
    logArchive: options.logArchive === undefined ? undefined : place(options.logArchive),
    centralBucket: options.centralBucket,
    kmsKey: kms,
    common: {
      region,
      target: options.account ? "account" : "sandbox",
      ...(profile ? { profile } : {}),
      ...(tags ? { tags } : {}),
    },
    bucket: { ...(bucketName ? { bucketName } : {}), ...(retentionDays ? { retentionDays } : {}) },
    trail: {
      ...trail,
      ...(organizationTrail ? { organizationTrail: true, organizationId: organizationTrail } : {}),
    },
  };
}

/** Answers that were given. */
function withoutUndefined(answers: Partial<StackSettings>): Partial<StackSettings> {
  return Object.fromEntries(Object.entries(answers).filter(([, value]) => value !== undefined));
}
