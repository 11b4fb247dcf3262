import type { LabSession, Target } from "../../infra/index.ts";
import type { CommandRun, Summary } from "./command-run.ts";
import { errorOf } from "./error-text.ts";
import { type AnswerOptions, answersOf, defaultStack, type TargetOptions } from "./options.ts";
import { openStackSession } from "./stack-session.ts";
import { targetsFor } from "./stack-target.ts";

/** Options of a command that works on one or several stacks. */
export interface StackOptions extends TargetOptions, AnswerOptions {
  readonly stack?: readonly string[];
}

/** One stack of a command: its session, and where it is. */
export interface StackWork {
  readonly run: CommandRun;
  readonly stack: string;
  readonly target: Target;
  readonly session: LabSession;
}

/** Does the work on each stack in turn and joins what it found out; the first that fails ends it. */
export async function onEachStack(
  run: CommandRun,
  options: StackOptions,
  work: (each: StackWork) => Promise<Summary>,
  before: (stack: string) => Promise<unknown> = async () => {},
): Promise<Summary> {
  const stacks = options.stack ?? [defaultStack];
  const targetFor = targetsFor(run, options);
  const found: Summary[] = [];
  for (const stack of new Set(stacks)) {
    await before(stack);
    const target = await targetFor(stack);
    const session = await openStackSession(run, target, stack, answersOf(options));
    found.push({ stack, ...(await work({ run, stack, target, session })) });
    run.signal.throwIfAborted();
  }
  return found.length === 1 ? found[0]! : { stacks: found };
}

/** The step's state; throws its problem, or that it was stopped. */
export function checkedStep(session: LabSession, step: keyof LabSession["state"]["steps"], run: CommandRun) {
  const state = session.state.steps[step];
  if (state.problem && state.status === "failed") throw errorOf(state.problem);
  run.signal.throwIfAborted();
  return state;
}
