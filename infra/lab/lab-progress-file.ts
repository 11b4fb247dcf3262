import { readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import type { Paths } from "../paths.ts";
import { stackSettingsSchema } from "../stacks/settings.ts";
import { writeFile } from "../stacks/write-file.ts";
import type { Identity } from "../target/target.ts";
import type { LabState, StepState } from "./lab-state.ts";
import { freshState, withoutPlan } from "./progress.ts";
import { type StepId, stepIds } from "./step.ts";

const evidenceSchema = z.strictObject({ title: z.string(), source: z.string(), text: z.string() });
const stepSchema = z.strictObject({
  status: z.enum(["open", "running", "done", "failed", "stale"]),
  evidence: z.array(evidenceSchema).optional(),
});
const callSchema = z.strictObject({
  requestId: z.string(),
  activity: z.string(),
  eventSource: z.string(),
  eventName: z.string(),
  errorCode: z.string().optional(),
  calledAt: z.number(),
  status: z.enum(["waiting", "delivering", "delivered"]),
  delivery: z
    .strictObject({ key: z.string(), eventId: z.string(), afterMilliseconds: z.number() })
    .optional(),
});
const progressSchema = z.strictObject({
  version: z.literal(1),
  settings: stackSettingsSchema,
  current: z.enum(stepIds),
  steps: z.strictObject(
    Object.fromEntries(stepIds.map((id) => [id, stepSchema])) as Record<StepId, typeof stepSchema>,
  ),
  calls: z.array(callSchema),
  deployed: z.enum(["bucket", "policy", "trail"]).optional(),
});

type Saved = z.infer<typeof progressSchema>;

/** File that keeps where the guided session of a stack stands. */
export function labProgressFile(paths: Paths, stack: string): string {
  return join(paths.lab, `${stack}.json`);
}

/**
 * Reads where the session was left; undefined if there is nothing. A file that is damaged is renamed to
 * `NAME.json.damaged` and `onNotice` says so: the engine's state and AWS hold what matters.
 */
export async function readProgress(
  file: string,
  identity: Identity,
  onNotice: (message: string) => void,
): Promise<LabState | undefined> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    return restored(progressSchema.parse(JSON.parse(text)), identity);
  } catch {
    await rename(file, `${file}.damaged`);
    onNotice(
      `The lab's progress file was damaged and is set aside as ${file}.damaged; the lab starts at its first step.`,
    );
    return undefined;
  }
}

/** Writes it whole or not at all, readable by the user only. Throws DiskFull. */
export function writeProgress(file: string, state: LabState): void {
  const saved: Saved = {
    version: 1,
    settings: state.settings,
    current: state.current,
    steps: Object.fromEntries(stepIds.map((id) => [id, savedStep(state.steps[id])])) as Saved["steps"],
    calls: state.calls.map((call) => ({ ...call })),
    ...(state.deployed ? { deployed: state.deployed } : {}),
  };
  writeFile(file, `${JSON.stringify(saved, null, 2)}\n`);
}

/** Forgets it. Not being there is fine. */
export async function removeProgress(file: string): Promise<void> {
  await rm(file, { force: true });
}

function savedStep(step: StepState): Saved["steps"][StepId] {
  const evidence = step.evidence ? { evidence: step.evidence.map((one) => ({ ...one })) } : {};
  switch (step.status) {
    // A plan is not kept: it may be wrong by tomorrow.
    case "planning":
    case "planned":
      return { status: withoutPlan(step), ...evidence };
    default:
      return { status: step.status, ...evidence };
  }
}

function restored(saved: Saved, identity: Identity): LabState {
  const state = freshState(saved.settings, identity);
  const steps = Object.fromEntries(stepIds.map((id) => [id, restoredStep(id, saved.steps[id])]));
  return {
    ...state,
    current: saved.current,
    steps: steps as LabState["steps"],
    calls: saved.calls.map(withoutUndefined) as LabState["calls"],
    ...(saved.deployed ? { deployed: saved.deployed } : {}),
  };
}

function restoredStep(id: StepId, saved: Saved["steps"][StepId]): StepState {
  const evidence = saved.evidence ? { evidence: saved.evidence } : {};
  // Waiting for deliveries goes on by itself; anything else that was running did not get to its end.
  if (saved.status === "running" && id === "watch") return { status: "open", ...evidence };
  if (saved.status === "running" || saved.status === "failed")
    return {
      status: "failed",
      ...evidence,
      problem: {
        code: saved.status === "running" ? "Cancelled" : "EngineFailed",
        message:
          saved.status === "running"
            ? "The program ended while this step was running."
            : "This step failed when it was last tried.",
        next: "Run the step again: what exists already is kept, what is missing is made.",
      },
    };
  return { status: saved.status, ...evidence };
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as T;
}
