import { readFileSync } from "node:fs";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { TrailwrightError } from "../errors.ts";
import { clientConfigOf } from "./client-config.ts";
import type { EngineEvent } from "./engine-event.ts";
import { stateFile } from "./open-stack.ts";
import type { WorkerRequest } from "./worker-message.ts";

/** Pulumi's state of a stack, as far as it is looked at here. */
interface State {
  manifest?: { readonly time?: string };
  resources?: ResourceState[];
  pending_operations?: { readonly type: string; readonly resource: ResourceState }[];
}

interface ResourceState {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/**
 * Mends a state in which operations are pending, because an earlier engine was killed: a bucket or trail that it had
 * just made is taken over, so that nothing is orphaned; settings of the bucket are simply written again; then a
 * refresh sees what is there.
 */
export async function mendPendingOperations(
  request: WorkerRequest,
  stack: Stack,
  emit: (event: EngineEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  if (request.localBackend && !somethingPending(request.localBackend, stack.name)) return;
  const whole = await stack.exportStack();
  const state = whole.deployment as State;
  const pending = state.pending_operations ?? [];
  if (pending.length === 0) return;
  // The state is written when an operation begins: what is older was not made by it.
  const since = new Date(state.manifest?.time ?? 0);
  const { idOfMade } = await import("./made-before-the-end.ts");
  for (const { type, resource } of pending) {
    if (type !== "creating") continue;
    const id = await idOfMade(resource.type, request, since, clientConfigOf(process.env));
    if (id) state.resources?.push({ ...resource, id, outputs: { ...resource.inputs } });
  }
  state.pending_operations = [];
  await stack.importStack(whole);
  await stack.refresh({ signal, suppressProgress: true });
  const begun = pending.map(({ type, resource }) => `${type} ${resource.type}`).join(", ");
  emit({
    type: "diagnostic",
    severity: "warning",
    message: `An earlier operation was killed while it was ${begun}. What became of it was looked up.`,
  });
}

/** A look into the state file, which costs nothing; asking the CLI takes half a second. */
function somethingPending(backend: string, stack: string): boolean {
  const file = stateFile(backend, stack);
  try {
    const { checkpoint } = JSON.parse(readFileSync(file, "utf8")) as { checkpoint?: { latest?: State } };
    return (checkpoint?.latest?.pending_operations ?? []).length > 0;
  } catch (error) {
    throw new TrailwrightError("EngineFailed", `The state of stack ${stack} cannot be read.`, {
      why: `${file}: ${(error as Error).message}`,
      next: `Pulumi keeps the state before this one in ${file}.bak: put it in its place and run refresh.`,
      cause: error,
    });
  }
}
