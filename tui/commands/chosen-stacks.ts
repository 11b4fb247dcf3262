import { loadStacks, TrailwrightError } from "../../infra/index.ts";
import type { CommandRun } from "./command-run.ts";
import { type AnswerOptions, defaultStack, type SeveralOptions } from "./options.ts";

/**
 * The stacks a command is about, each once: those named, all there are, or the lab's. Throws StackNotFound when there
 * are none, InvalidInput when an answer can be that of one stack only.
 */
export async function chosenStacks(
  run: CommandRun,
  options: SeveralOptions & AnswerOptions,
): Promise<string[]> {
  const stacks = options.all ? await allStacks(run) : [...new Set(options.stack ?? [defaultStack])];
  if (stacks.length > 1 && options.bucket !== undefined)
    throw new TrailwrightError("InvalidInput", "--bucket is for one stack, and these are several.", {
      why: "Two stacks cannot make the same bucket.",
      next: "Run it for each stack with a bucket name of its own.",
    });
  return stacks;
}

async function allStacks(run: CommandRun): Promise<string[]> {
  const { listStacks } = await loadStacks();
  const stacks = listStacks(run.paths).map(({ stack }) => stack);
  if (stacks.length === 0)
    throw new TrailwrightError("StackNotFound", "There are no stacks yet.", {
      next: "`trailwright lab` makes one, `trailwright up --stack NAME` too.",
    });
  return stacks;
}
