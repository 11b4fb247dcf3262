import { type Command, Option } from "commander";
import { TrailwrightError } from "../../infra/index.ts";
import { canShowScreen } from "../arguments.ts";
import type { LabRequest } from "../connection/connection.ts";
import { runCommand } from "./command-run.ts";
import type { ProgramContext } from "./context.ts";
import {
  type AnswerOptions,
  answersOf,
  jsonOption,
  type OutputOptions,
  seconds,
  stackOption,
  type TargetOptions,
  withAnswers,
  withTarget,
  yesOption,
} from "./options.ts";
import { plainLab } from "./plain-lab.ts";
import { settingsOf, targetKind } from "./stack-target.ts";

/** Options of `trailwright lab`. */
export interface LabOptions extends TargetOptions, AnswerOptions, OutputOptions {
  readonly stack: string;
  readonly yes?: boolean;
  readonly plain?: boolean;
  readonly timeout?: number;
}

/** `trailwright lab`: the six steps, on the screen or, with --plain, as lines that only grow. */
export function labCommand(program: Command, context: ProgramContext, done: (code: number) => void): void {
  const command = program
    .command("lab")
    .description("walk the six steps from nothing to a trail you can watch (what runs without a command)")
    .addOption(stackOption())
    .addOption(new Option("--plain", "lines instead of a screen"))
    .addOption(yesOption())
    .addOption(
      new Option("--timeout <seconds>", "with --plain: how long to wait for deliveries").argParser(seconds),
    )
    .addOption(jsonOption());
  withAnswers(withTarget(command)).action(async (options: LabOptions) => {
    if (onScreen(options, context)) return done(await openScreen(options, context));
    done(
      await runCommand("lab", options, context, async (run) => {
        if (!options.yes && !askable(options, context)) throw terminalRequired();
        return plainLab(run, options);
      }),
    );
  });
}

/** Errors before the screen is there are told like those of any command. */
async function openScreen(options: LabOptions, context: ProgramContext): Promise<number> {
  const found: LabRequest[] = [];
  const code = await runCommand("lab", {}, context, async (run) => {
    const settings = await settingsOf(run, options.stack);
    const target = targetKind(options, settings);
    found.push({
      target,
      stack: options.stack,
      profile: target === "account" ? (options.profile ?? settings?.profile) : undefined,
      region: options.region,
      answers: answersOf(options),
    });
    return {};
  });
  const [request] = found;
  return request ? context.openScreen(request) : code;
}

function onScreen(options: LabOptions, context: ProgramContext): boolean {
  if (options.plain || options.json || options.yes) return false;
  return canShowScreen(context, context.env);
}

/** Without a screen the steps can still be confirmed one by one, when somebody chose that and is there. */
function askable(options: LabOptions, context: ProgramContext): boolean {
  const { TERM, INK_SCREEN_READER } = context.env;
  const chosen = options.plain || options.json || TERM === "dumb" || INK_SCREEN_READER === "true";
  return Boolean(chosen && context.stdin.isTTY && context.stderr.isTTY);
}

function terminalRequired(): TrailwrightError {
  return new TrailwrightError("TerminalRequired", "The lab needs a terminal, and there is none here.", {
    why: "Standard input or output is not a terminal.",
    next: "Run it on a terminal, or unattended: trailwright lab --plain --yes",
  });
}
