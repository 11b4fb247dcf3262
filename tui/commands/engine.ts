import type { Command } from "commander";
import { findEngine } from "../../infra/index.ts";
import { runCommand } from "./command-run.ts";
import type { ProgramContext } from "./context.ts";
import { jsonOption, type OutputOptions } from "./options.ts";
import { sparingly } from "./sparingly.ts";

/** `trailwright engine`: finds (or gets) the Pulumi engine and says which one, its version and why. */
export function engineCommand(program: Command, context: ProgramContext, done: (code: number) => void): void {
  program
    .command("engine")
    .description("say which Pulumi engine is used and why; get it if there is none")
    .addOption(jsonOption())
    .action(async (options: OutputOptions) => {
      done(
        await runCommand("engine", options, context, async ({ env, paths, signal, out }) => {
          const tell = sparingly((message) => out.note(`  ${message}`));
          const engine = await findEngine({
            env,
            paths,
            signal,
            onProgress: (progress) => {
              out.emit({ type: "progress", ...progress });
              tell(progress.message);
            },
          });
          out.say(`Pulumi ${engine.version} (${engine.origin})\n  ${engine.path}\n  ${engine.why}`);
          out.emit({ type: "engine", ...engine });
          return { version: engine.version, origin: engine.origin };
        }),
      );
    });
}
