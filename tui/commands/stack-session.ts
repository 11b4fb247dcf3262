import {
  type LabSession,
  openLabSession,
  type StackSettings,
  type Target,
  TrailwrightError,
} from "../../infra/index.ts";
import type { CommandRun } from "./command-run.ts";
import { enginePrinter } from "./engine-printer.ts";
import { settingsOf } from "./stack-target.ts";

/** Opens the session of a stack for a command: engine events are printed as they happen, Ctrl-C cancels, the end closes. */
export async function openStackSession(
  run: CommandRun,
  target: Target,
  stack: string,
  answers: Partial<StackSettings> = {},
): Promise<LabSession> {
  const print = enginePrinter(run);
  const session = await openLabSession({
    target,
    paths: run.paths,
    env: run.env,
    stack,
    answers,
    onNotice: (message) => {
      run.out.note(message);
      run.out.emit({ type: "notice", stack, message });
    },
    onEngineEvent: print,
  });
  const cancel = () => session.cancel();
  run.signal.addEventListener("abort", cancel);
  run.onEnd(async () => {
    run.signal.removeEventListener("abort", cancel);
    await session.close();
  });
  return session;
}

/** A stack that must be there already. Throws StackNotFound. */
export async function mustExist(run: CommandRun, stack: string): Promise<StackSettings> {
  const settings = await settingsOf(run, stack);
  if (settings) return settings;
  throw new TrailwrightError("StackNotFound", `There is no stack ${stack}.`, {
    next: "`trailwright stacks` lists the stacks there are; `trailwright lab` makes one.",
  });
}
