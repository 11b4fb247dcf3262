import { chooseBackend } from "../engine/backend.ts";
import type { Paths } from "../paths.ts";
import { projectName } from "../stacks/config.ts";
import type { StackSettings } from "../stacks/settings.ts";

/** How a kept state is brought back, as commands for a shell. */
export interface BringBack {
  /** Needed only if the stack itself is gone; to be run in a folder with the project's Pulumi.yaml. */
  readonly init: string;
  readonly import: string;
}

/**
 * The Pulumi commands that put a kept state in the place of what the stack has now. They change what Pulumi believes,
 * and nothing in AWS; a refresh afterwards compares the two. Nothing secret is in them.
 */
export function bringBack(
  file: string,
  stack: string,
  target: StackSettings["target"],
  env: NodeJS.ProcessEnv,
  paths: Paths,
  pulumi = "pulumi",
): BringBack {
  const { environment } = chooseBackend(target, env, paths);
  // An address with a password in it is the user's own, from the environment or `pulumi login`: the shell has it.
  const shown = Object.entries(environment).filter(([, value]) => !hasPassword(value));
  const variables = shown.map(([name, value]) => `${name}=${quoted(value)}`);
  const command = (...args: string[]) => [...variables, quoted(pulumi), "stack", ...args].join(" ");
  const name = `organization/${projectName}/${stack}`;
  return {
    init: command("init", name),
    import: command("import", "--stack", name, "--file", quoted(file)),
  };
}

const hasPassword = (value: string): boolean => URL.canParse(value) && new URL(value).password !== "";

/** A word for a POSIX shell. */
const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
