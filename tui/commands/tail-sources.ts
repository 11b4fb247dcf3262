import {
  loadStacks,
  logLocation,
  type StackSettings,
  type Target,
  type TrailSource,
  TrailwrightError,
} from "../../infra/index.ts";
import type { CommandRun } from "./command-run.ts";
import type { TargetOptions } from "./options.ts";
import { mustExist } from "./stack-session.ts";
import { targetsFor } from "./stack-target.ts";

/**
 * The buckets of the stacks that were named, or of all that have a trail. Throws StackNotFound, or InvalidSettings
 * where settings that cannot be read are all there is.
 */
export async function sourcesOf(
  run: CommandRun,
  options: TargetOptions & { readonly stack?: readonly string[] },
): Promise<TrailSource[]> {
  const targetFor = targetsFor(run, options);
  const chosen = options.stack
    ? await Promise.all([...new Set(options.stack)].map((stack) => mustExist(run, stack)))
    : await openStacks(run, options);
  if (chosen.length === 0)
    throw new TrailwrightError("StackNotFound", "There is no stack with a trail to tail.", {
      next: "`trailwright lab` makes one.",
    });
  const { readSummary } = await loadStacks();
  return Promise.all(
    chosen.map(async (settings) => {
      const { queueUrl } = readSummary(run.paths, settings.stack)?.outputs ?? {};
      return { ...sourceOf(settings, await targetFor(settings.stack)), ...(queueUrl ? { queueUrl } : {}) };
    }),
  );
}

/** Stacks that deliver, of the kind that was asked for (the sandbox's otherwise). */
async function openStacks(run: CommandRun, options: TargetOptions): Promise<StackSettings[]> {
  const { listStacks } = await loadStacks();
  const kind = options.account ? "account" : "sandbox";
  const entries = listStacks(run.paths);
  const open = entries.flatMap(({ settings, summary }) =>
    settings?.target === kind && summary?.through === "trail" ? [settings] : [],
  );
  const unusable = entries.flatMap(({ stack, problem }) => (problem ? [{ stack, problem }] : []));
  if (open.length === 0 && unusable[0]) throw unusable[0].problem;
  for (const { stack, problem } of unusable)
    run.out.note(`Stack ${stack} is left out: ${problem.message} ${problem.why ?? ""}`);
  return open;
}

/** A stack's log bucket as the tail reads it. */
export function sourceOf(settings: StackSettings, target: Target): TrailSource {
  return {
    stack: settings.stack,
    accountId: target.identity.accountId,
    ...logLocation(settings),
    client: target.clientConfig(settings.region),
    pollMilliseconds: target.delivery.pollMilliseconds,
  };
}
