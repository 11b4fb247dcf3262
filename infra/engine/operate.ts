import { join } from "node:path";
import type { OutputMap, PulumiFn, Stack } from "@pulumi/pulumi/automation/index.js";
import type { EngineEvent } from "./engine-event.ts";
import { engineFailure } from "./errors.ts";
import { importAdopted, unprotectAdopted } from "./adopt.ts";
import { decideBucketFate } from "./bucket-fate.ts";
import { exportState } from "./export-state.ts";
import { openStack } from "./open-stack.ts";
import type { OperationResult } from "./operation.ts";
import { mendPendingOperations } from "./pending-operations.ts";
import { policyAnalyzer } from "./policy-analyzer.ts";
import { startProvider } from "./provider.ts";
import { removeLockOfDead, unlockIfDead } from "./stack-lock.ts";
import { eventTranslator } from "./translate-event.ts";
import type { WorkerRequest } from "./worker-message.ts";

/**
 * Runs one operation to its end, in this process. `signal` interrupts the engine once. Throws TrailwrightError.
 */
export async function operate(
  request: WorkerRequest,
  emit: (event: EngineEvent) => void,
  signal: AbortSignal,
): Promise<OperationResult> {
  const began = performance.now();
  const { kind, settings } = request;
  const translator = eventTranslator(kind === "preview" || request.previewOnly);
  const program = loadProgram(request);
  const providing = startProvider(request, emit, signal);
  providing.catch(() => {}); // awaited below, after the stack is open
  try {
    emit({ type: "stage", stage: "program", message: `running ${kind}` });
    const onEvent: Parameters<typeof run>[2] = (event) => {
      for (const translated of translator.translate(event, Date.now())) emit(translated);
    };
    const stack = await openStack(request, program);
    Object.assign(stack.workspace.envVars, (await providing).environment);
    const whole = async () => {
      if (kind !== "preview" && !request.previewOnly) {
        await exportState(request, stack);
        await mendPendingOperations(request, stack, emit, signal);
        if (kind === "destroy") await decideBucketFate(request, stack);
      }
      await asAdopted(request, stack, { onEvent, signal }, () => run(request, stack, onEvent, signal));
    };
    await whole().catch(async (error: unknown) => {
      if (signal.aborted && request.localBackend) await removeLockOfDead(request.localBackend, stack);
      if (signal.aborted || !(await unlockIfDead(error, stack, settings.stack, emit))) throw error;
      await whole();
    });
    if (kind === "destroy" && request.remove && !request.previewOnly) {
      await stack.workspace.removeStack(settings.stack);
    }
    return {
      kind,
      stack: settings.stack,
      outputs: translator.outputs,
      changes: { ...translator.changes },
      seconds: (performance.now() - began) / 1000,
    };
  } catch (error) {
    throw engineFailure(error, { request, errors: translator.errors, cancelled: signal.aborted });
  } finally {
    await providing.then(
      (provider) => provider.close(),
      () => {},
    );
  }
}

/** Brings what the settings adopt into the stack first; a look leaves the stack as it was. */
async function asAdopted(
  request: WorkerRequest,
  stack: Stack,
  options: Parameters<typeof importAdopted>[2],
  work: () => Promise<void>,
): Promise<void> {
  const { kind, previewOnly } = request;
  let undo: (() => Promise<void>) | undefined;
  if (kind === "preview" || kind === "up") undo = await importAdopted(request, stack, options);
  if (kind === "destroy") undo = await unprotectAdopted(request, stack);
  try {
    await work();
  } finally {
    if (kind === "preview" || previewOnly) await undo?.();
  }
}

/** The program, whose modules load while the engine starts. */
function loadProgram({ settings, accountId, through }: WorkerRequest): PulumiFn {
  const loading = import("../program/trail-stack.ts");
  loading.catch(() => {}); // it is awaited below
  // The worker's credentials are resolved already; a profile or role would make the provider look for its own.
  const { profile: _, roleArn: _role, ...resolved } = settings;
  return async () => (await loading).trailStack(resolved, accountId, through) as unknown as OutputMap;
}

async function run(
  { kind, previewOnly, policyPacks = [], workFolder }: WorkerRequest,
  stack: Stack,
  onEvent: NonNullable<NonNullable<Parameters<Stack["up"]>[0]>["onEvent"]>,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const options = { onEvent, signal, color: "never" as const, suppressProgress: true, suppressOutputs: true };
  const { envVars } = stack.workspace;
  // Behind what is there: Pulumi's own launcher comes first.
  if (policyPacks.length > 0)
    envVars["PATH"] = `${process.env["PATH"]}:${policyAnalyzer(join(workFolder, "analyzer"))}`;
  const packs = policyPacks.length > 0 ? { policyPacks: [...policyPacks] } : {};
  if (kind === "preview") await stack.preview({ ...options, ...packs });
  else if (kind === "up") await stack.up({ ...options, ...packs });
  else if (kind === "refresh") await (previewOnly ? stack.previewRefresh(options) : stack.refresh(options));
  else await (previewOnly ? stack.previewDestroy(options) : stack.destroy(options));
}
