import { type LabState, type StepId, stepIds } from "../../infra/index.ts";
import type { Connection } from "../connection/connection.ts";
import type { Answers } from "../store/form.ts";
import type { UiState } from "../store/ui-state.ts";

/** Everything that decides what a key does and what the screen shows. */
export interface Situation {
  readonly ui: UiState;
  readonly connection: Connection;
  /** The guided session's state, once there is one. */
  readonly state: LabState | undefined;
}

/** Who gets the keys. */
export type Mode = "help" | "record" | "filter" | "form" | "confirm" | "stacks" | "log" | "step";

/** Who gets the keys: whatever lies on top. */
export function modeOf({ ui }: Situation): Mode {
  if (ui.overlay) return ui.overlay;
  if (ui.log.typing) return "filter";
  if (ui.form) return "form";
  if (ui.focus === "log") return "log";
  if (ui.screen === "destroy") return "confirm";
  return ui.screen === "stacks" ? "stacks" : "step";
}

/** The step that is shown; the first until a session is open. */
export const currentStep = ({ state }: Situation): StepId => state?.current ?? "identity";

/** Calls of ours are on their way; nothing to stop, and no reason to keep anybody from doing something else. */
export const waitingForDelivery = ({ state }: Situation): boolean =>
  state?.calls.some(({ status }) => status !== "delivered") ?? false;

/** Something the lab does is under way: an operation, a step, or what was asked for and has not begun to show. */
export const working = ({ ui, state }: Situation): boolean =>
  ui.tasks.length > 0 ||
  state?.operation?.phase === "starting" ||
  state?.operation?.phase === "running" ||
  stepIds.some(
    (id) =>
      id !== "watch" && (state?.steps[id].status === "planning" || state?.steps[id].status === "running"),
  );

/**
 * The mark in the top right corner. `ready` means: nothing is under way and a key does what the last row says.
 * Journeys wait for it.
 */
export function idleMark(situation: Situation): "leaving" | "starting" | "working" | "ready" | "problem" {
  if (situation.ui.leaving) return "leaving";
  if (situation.connection.phase === "starting") return "starting";
  if (working(situation)) return "working";
  return situation.connection.phase === "failed" ? "problem" : "ready";
}

/** The furthest step that can be gone to: the first that is not done. */
export function reachable(state: LabState): StepId {
  return stepIds.find((id) => state.steps[id].status !== "done") ?? "watch";
}

/** The answers as they are, for a form: from the session, before there is one from what was asked to be opened. */
export function answersOf({ connection: { request }, state }: Situation): Answers {
  return {
    target: request.target,
    profile: request.profile ?? state?.settings.profile ?? "",
    region: state?.settings.region ?? request.region ?? "us-east-1",
    bucketName: state?.settings.bucketName ?? "",
    retentionDays: String(state?.settings.retentionDays ?? ""),
    trailName: state?.settings.trailName ?? "",
  };
}

/** The stacks that keys of the stacks screen mean: those marked, else the one under the cursor. */
export function markedStacks({ ui, connection }: Situation): readonly string[] {
  if (connection.phase !== "ready") return [];
  const all = connection.lab.stacks().map(({ stack }) => stack);
  const marked = all.filter((stack) => ui.marked.includes(stack));
  return marked.length > 0 ? marked : all.slice(ui.cursor, ui.cursor + 1);
}
