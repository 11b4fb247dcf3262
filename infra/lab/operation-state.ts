import type { EngineEvent, Resource, ResourceOperation } from "../engine/engine-event.ts";
import type { OperationKind, OperationResult } from "../engine/operation.ts";
import type { OperationState, PlannedChange, Problem, ResourceLine } from "./lab-state.ts";
import type { StepId } from "./step.ts";

/** An operation that has just been asked for. `at`: epoch milliseconds. */
export function startOperation(kind: OperationKind, step: StepId | "destroy", at: number): OperationState {
  return { kind, step, phase: "starting", message: "", startedAt: at, resources: [], diagnostics: [] };
}

/** Folds one engine event into the operation: one line per resource, the last stage's message, diagnostics. Pure. */
export function foldEngineEvent(operation: OperationState, event: EngineEvent, at: number): OperationState {
  switch (event.type) {
    case "stage":
      return { ...operation, message: event.message };
    case "diagnostic":
      return {
        ...operation,
        diagnostics: [...operation.diagnostics, { severity: event.severity, message: event.message }],
      };
    case "summary":
      return operation;
    default:
      if (isInternal(event.resource)) return { ...operation, phase: "running" };
      return { ...operation, phase: "running", resources: withLine(operation.resources, event, at) };
  }
}

/** The operation at its end; lines that never ended are not "running" any more. */
export function endOperation(
  operation: OperationState,
  end: {
    phase: "done" | "failed" | "cancelled";
    message: string;
    result?: OperationResult | undefined;
    problem?: Problem | undefined;
  },
): OperationState {
  return {
    ...operation,
    phase: end.phase,
    message: end.message,
    resources: operation.resources.map((line) =>
      line.state === "running" ? { ...line, state: end.phase === "done" ? "done" : "failed" } : line,
    ),
    ...(end.result ? { result: end.result } : {}),
    ...(end.problem ? { problem: end.problem } : {}),
  };
}

/** The plan that a preview's events make: one entry per resource, those that stay as they are included. */
export function planOf(events: readonly EngineEvent[]): PlannedChange[] {
  const plan = new Map<string, PlannedChange>();
  for (const event of events) {
    if (event.type !== "planned" || isInternal(event.resource)) continue;
    const { resource, detail } = event;
    const before = plan.get(resource.urn);
    plan.set(resource.urn, {
      resource,
      // What is imported first and then changed is both; its detail tells of the change.
      operation: before?.operation === "import" ? "import" : whole(event.operation),
      detail: detail.length ? detail : (before?.detail ?? []),
    });
  }
  return [...plan.values()];
}

/** The stack itself and its providers are Pulumi's own; they are nothing in AWS. */
function isInternal(resource: Resource): boolean {
  return resource.type.startsWith("pulumi:");
}

/** A replacement is reported in parts; it is one change to whoever reads the plan. */
function whole(operation: ResourceOperation): ResourceOperation {
  return operation === "create-replacement" || operation === "delete-replaced" ? "replace" : operation;
}

function withLine(
  lines: readonly ResourceLine[],
  event: Extract<EngineEvent, { resource: Resource }>,
  at: number,
): readonly ResourceLine[] {
  const index = lines.findIndex((line) => line.resource.urn === event.resource.urn);
  const before = index < 0 ? undefined : lines[index];
  const line: ResourceLine = {
    ...(before?.startedAt === undefined ? {} : { startedAt: before.startedAt }),
    resource: event.resource,
    operation: whole(event.operation),
    ...stateOf(event, at),
  };
  return index < 0 ? [...lines, line] : lines.with(index, line);
}

function stateOf(event: Extract<EngineEvent, { resource: Resource }>, at: number) {
  switch (event.type) {
    case "planned":
      return { state: "planned" as const };
    case "started":
      return { state: "running" as const, startedAt: event.at || at };
    default:
      return { state: event.type, seconds: event.seconds };
  }
}
