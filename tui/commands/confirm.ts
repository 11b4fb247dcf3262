import { createInterface } from "node:readline/promises";
import { TrailwrightError } from "../../infra/index.ts";
import type { CommandRun } from "./command-run.ts";

/** True when somebody can be asked. */
export function canAsk({ context }: CommandRun): boolean {
  return Boolean(context.stdin.isTTY && context.stderr.isTTY);
}

/** Refuses at once what would have to ask and cannot. Throws TerminalRequired. */
export function requireConsent(run: CommandRun, yes: boolean | undefined, what: string): void {
  if (yes || canAsk(run)) return;
  throw new TerminalRequiredError(what);
}

/** Asks for a yes. Throws Cancelled for anything else. */
export async function confirm(run: CommandRun, question: string): Promise<void> {
  const answer = await ask(run, `${question} [y/N] `);
  if (!/^y(es)?$/i.test(answer.trim())) throw refused();
}

/** Asks to type a word. Throws Cancelled for anything else. */
export async function confirmByTyping(run: CommandRun, question: string, word: string): Promise<void> {
  const answer = await ask(run, `${question} Type ${word} to go on: `);
  if (answer.trim() !== word) throw refused();
}

/** Asks for a line. An input that ends answers with an empty one. Throws Cancelled at Ctrl-C. */
export async function ask(run: CommandRun, question: string): Promise<string> {
  const { stdin, stderr } = run.context;
  const lines = createInterface({ input: stdin, output: stderr, terminal: false });
  try {
    return await new Promise<string>((resolve, reject) => {
      const stopped = () => reject(refused());
      run.signal.addEventListener("abort", stopped, { once: true });
      lines.once("close", () => resolve(""));
      lines.question(question).then(resolve, reject);
    });
  } finally {
    lines.close();
  }
}

class TerminalRequiredError extends TrailwrightError {
  constructor(what: string) {
    super("TerminalRequired", `${what} needs your consent, and nobody can be asked here.`, {
      why: "Standard input or error is not a terminal.",
      next: "Add --yes, or run it on a terminal.",
    });
  }
}

function refused(): TrailwrightError {
  return new TrailwrightError("Cancelled", "Nothing was done.", { next: "Run it again when you like." });
}
