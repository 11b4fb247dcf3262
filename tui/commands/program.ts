import { statSync } from "node:fs";
import { resolve } from "node:path";
import { Command, CommanderError } from "commander";
import { exitCode, TrailwrightError } from "../../infra/index.ts";
import about from "../../package.json" with { type: "json" };
import { checkCommand } from "./check.ts";
import { runCommand } from "./command-run.ts";
import type { ProgramContext } from "./context.ts";
import { destroyCommand } from "./destroy.ts";
import { engineCommand } from "./engine.ts";
import { generateCommand } from "./generate.ts";
import { historyCommand } from "./history.ts";
import { initCommand } from "./init.ts";
import { labCommand } from "./lab.ts";
import { planCommand } from "./plan.ts";
import { previewCommand } from "./preview.ts";
import { purposesCommand } from "./purposes.ts";
import { refreshCommand } from "./refresh.ts";
import { sandboxCommand } from "./sandbox.ts";
import { stacksCommand } from "./stacks.ts";
import { tailCommand } from "./tail.ts";
import { upCommand } from "./up.ts";

export type { ProgramContext } from "./context.ts";

const verbs = [
  labCommand,
  initCommand,
  planCommand,
  previewCommand,
  upCommand,
  refreshCommand,
  destroyCommand,
  generateCommand,
  tailCommand,
  stacksCommand,
  historyCommand,
  purposesCommand,
  checkCommand,
  sandboxCommand,
  engineCommand,
];

const epilogue = `
Without a command it is the lab. Ctrl-C stops and cleans up (exit code 8; tail and sandbox, which have no other
end, 0); a second one ends at once (130).
Exit codes are the Pulumi CLI's: 0 well, 1 error, 2 wrong use or settings, 3 credentials, 4 resource or engine,
5 a check failed, 6 no such stack, 8 cancelled, 9 delivery took too long, 255 a fault of Trailwright.`;

/** Builds the commander program; one file per verb registers itself on it. `done` gets the exit code of the verb that ran. */
function buildProgram(context: ProgramContext, done: (code: number) => void): Command {
  const program = new Command("trailwright")
    .description(about.description)
    .version(about.version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .option(
      "-C, --cwd <folder>",
      "folder of the project: its Pulumi.<stack>.yaml files, and Pulumi.yaml if it has one",
    )
    .hook("preAction", (root) => chooseProject(root.opts<{ cwd?: string }>().cwd, context))
    .addHelpText("after", epilogue)
    .showSuggestionAfterError(true)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void context.stdout.write(text),
      // Told by runProgram, in the same three sentences as every other error.
      outputError: () => {},
    });
  for (const register of verbs) register(program, context, done);
  return program;
}

/** Parses the arguments (without node and script), runs the command and resolves with the process's exit code. Never throws. */
export async function runProgram(args: readonly string[], context: ProgramContext): Promise<number> {
  let code: number = exitCode.success;
  const program = buildProgram(context, (verbs) => {
    code = verbs;
  });
  try {
    await program.parseAsync([...withDefault(args)], { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCode.success;
    const json = args.includes("--json");
    return runCommand(args[0] ?? "trailwright", { json }, context, async () => {
      throw error instanceof CommanderError ? wrongUse(error) : error;
    });
  }
}

/** From here on everything looks for settings there. Throws InvalidInput where there is no such folder. */
function chooseProject(folder: string | undefined, { env }: ProgramContext): void {
  if (folder === undefined) return;
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new TrailwrightError("InvalidInput", `There is no folder ${JSON.stringify(folder)}.`, {
      next: "Name the folder that holds the project's Pulumi.<stack>.yaml files.",
    });
  env["TRAILWRIGHT_PROJECT"] = resolve(folder);
}

/** Options alone are the lab's, unless they ask about the program. */
function withDefault(args: readonly string[]): readonly string[] {
  const named = /^(?:-C|--cwd)$/.test(args[0] ?? "") ? 2 : /^(?:-C.|--cwd=)/.test(args[0] ?? "") ? 1 : 0;
  const first = args[named];
  if (named > 0 && first === undefined) return ["lab", ...args];
  if (first === undefined) return ["lab"];
  if (!first.startsWith("-") || ["-h", "--help", "-V", "--version"].includes(first)) return args;
  return ["lab", ...args];
}

function wrongUse(error: CommanderError): TrailwrightError {
  const [message = "", ...suggestion] = error.message.replace(/^error: /, "").split("\n");
  const hint = suggestion.join(" ").replace(/^\((.*)\)$/, "$1");
  return new TrailwrightError("InvalidInput", sentence(message), {
    ...(hint ? { why: hint } : {}),
    next: "`trailwright --help` and `trailwright COMMAND --help` tell what there is.",
  });
}

function sentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}
