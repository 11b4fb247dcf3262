import { loadStacks, openTarget, type StackSettings, type Target } from "../../infra/index.ts";
import type { CommandRun } from "./command-run.ts";
import type { TargetOptions } from "./options.ts";

/** Opens targets for stacks, each of them once, and closes them at the end. */
export type TargetFor = (stack: string | undefined) => Promise<Target>;

/**
 * Options win over what the stack's settings say; the sandbox is the default. The identity is told before anything is
 * done in it.
 */
export function targetsFor(run: CommandRun, options: TargetOptions): TargetFor {
  const open = new Map<string, Promise<Target>>();
  return async (stack) => {
    const settings = stack ? await settingsOf(run, stack) : undefined;
    const kind = targetKind(options, settings);
    const profile = options.profile ?? settings?.profile;
    // Credentials and a profile of the settings belong to an account; the sandbox has its own.
    const request = {
      kind,
      profile: kind === "account" ? profile : undefined,
      accountId: kind === "sandbox" && settings?.target === "sandbox" ? settings.accountId : undefined,
      roleArn: options.role ?? (settings?.target === kind ? settings.roleArn : undefined),
      region: options.region ?? settings?.region,
      regionSource: options.region ? "--region" : `stack ${stack}`,
    } as const;
    const key = JSON.stringify({ ...request, regionSource: undefined });
    const target = open.get(key) ?? openOne(run, request);
    open.set(key, target);
    return target;
  };
}

async function openOne(
  run: CommandRun,
  request: Omit<Parameters<typeof openTarget>[0], "env" | "paths" | "signal" | "onProgress">,
): Promise<Target> {
  const { env, paths, signal, out } = run;
  const target = await openTarget({
    ...request,
    env,
    paths,
    signal,
    onProgress: (message) => out.note(message),
  });
  run.onEnd(() => target.close());
  const { identity } = target;
  out.note(
    `${target.kind === "sandbox" ? "Sandbox" : "Account"} ${identity.accountId} as ${identity.arn} (${identity.credentialSource}), region ${identity.region} (${identity.regionSource})${identity.endpoint ? `, endpoint ${identity.endpoint}` : ""}`,
  );
  out.emit({ type: "identity", ...identity });
  return target;
}

/** What was asked for, else what the stack was made for, else the sandbox. */
export function targetKind(options: TargetOptions, settings: StackSettings | undefined): Target["kind"] {
  if (options.account) return "account";
  if (options.sandbox) return "sandbox";
  return settings?.target ?? "sandbox";
}

/** Settings of a stack that exists; undefined for one that does not. Throws InvalidSettings. */
export async function settingsOf(run: CommandRun, stack: string): Promise<StackSettings | undefined> {
  const { listStacks } = await loadStacks();
  const entry = listStacks(run.paths).find((one) => one.stack === stack);
  if (entry?.problem) throw entry.problem;
  return entry?.settings;
}
