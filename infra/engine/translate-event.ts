import type { EngineEvent as AutomationEvent, StepEventMetadata } from "@pulumi/pulumi/automation/index.js";
import type { EngineEvent, PropertyChange, Resource, ResourceOperation } from "./engine-event.ts";

/** Turns the engine's own events into ours, and keeps what the result needs. */
export interface EventTranslator {
  /** `now` in epoch milliseconds: the engine's own stamps have whole seconds only. */
  translate(event: AutomationEvent, now: number): EngineEvent[];
  /** How many resources of the program each operation touched (Pulumi's own bookkeeping resources not counted). */
  readonly changes: Readonly<Partial<Record<ResourceOperation, number>>>;
  /** Stack outputs as far as they are known; secrets and unknowns left out. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Messages of error diagnostics so far. */
  readonly errors: readonly string[];
}

const operations: Readonly<Record<string, ResourceOperation>> = {
  same: "same",
  create: "create",
  update: "update",
  delete: "delete",
  replace: "replace",
  "create-replacement": "create-replacement",
  "delete-replaced": "delete-replaced",
  read: "read",
  "read-replacement": "read",
  refresh: "refresh",
  import: "import",
  "import-replacement": "import",
};

/** A translator for one operation. A preview plans steps; anything else runs them. */
export function eventTranslator(preview: boolean): EventTranslator {
  const started = new Map<string, number>();
  const changes: Partial<Record<ResourceOperation, number>> = {};
  const outputs: Record<string, string> = {};
  const errors: string[] = [];

  function step(metadata: StepEventMetadata, now: number): EngineEvent[] {
    const operation = operations[metadata.op];
    if (!operation || !shown(metadata, preview)) return [];
    const resource = resourceOf(metadata);
    const retained =
      operation === "delete" && metadata.old?.retainOnDelete ? { retained: true as const } : {};
    const planned: EngineEvent = {
      type: "planned",
      resource,
      operation,
      detail: detailOf(metadata),
      ...retained,
    };
    started.set(`${metadata.op} ${metadata.urn}`, now);
    if (preview) {
      if (operation === "refresh") return [];
      count(operation);
      return [planned];
    }
    return [planned, { type: "started", resource, operation, at: now }];
  }

  function ended(metadata: StepEventMetadata, now: number, type: "done" | "failed"): EngineEvent[] {
    if (metadata.type === "pulumi:pulumi:Stack") Object.assign(outputs, plainOutputs(metadata));
    const operation = operations[metadata.op];
    if (!operation || !shown(metadata, preview)) return [];
    const resource = resourceOf(metadata);
    // A refresh step turns into what it found: update, delete or same. What differs is known only then.
    const refreshed = started.get(`refresh ${metadata.urn}`);
    const detail = refreshed === undefined ? [] : detailOf(metadata);
    if (preview) {
      if (refreshed === undefined || type === "failed") return [];
      count(operation);
      return [{ type: "planned", resource, operation, detail }];
    }
    const began = started.get(`${metadata.op} ${metadata.urn}`) ?? refreshed ?? now;
    const seconds = (now - began) / 1000;
    if (type === "failed") return [{ type, resource, operation, seconds }];
    count(operation);
    return [{ type, resource, operation, seconds, ...(detail.length ? { detail } : {}) }];
  }

  function count(operation: ResourceOperation): void {
    changes[operation] = (changes[operation] ?? 0) + 1;
  }

  return {
    changes,
    outputs,
    errors,
    translate(event, now) {
      if (event.resourcePreEvent) return step(event.resourcePreEvent.metadata, now);
      if (event.resOutputsEvent) return ended(event.resOutputsEvent.metadata, now, "done");
      if (event.resOpFailedEvent) return ended(event.resOpFailedEvent.metadata, now, "failed");
      if (event.summaryEvent)
        return [{ type: "summary", changes: { ...changes }, seconds: event.summaryEvent.durationSeconds }];
      const diagnostic = event.diagnosticEvent;
      if (!diagnostic || diagnostic.ephemeral) return [];
      const message = withoutColors(diagnostic.message).trim();
      if (!message) return [];
      const severity = { error: "error", warning: "warning", "info#err": "info", info: "info" } as const;
      const known = severity[diagnostic.severity];
      if (!known) return [];
      if (known === "error") errors.push(message);
      return [
        { type: "diagnostic", severity: known, message, ...(diagnostic.urn ? { urn: diagnostic.urn } : {}) },
      ];
    },
  };
}

/** Resources of the program only; of a replacement, a preview shows the whole, a run shows its steps. */
function shown({ type, op }: StepEventMetadata, preview: boolean): boolean {
  if (type === "pulumi:pulumi:Stack" || type.startsWith("pulumi:providers:")) return false;
  return preview ? op !== "create-replacement" && op !== "delete-replaced" : op !== "replace";
}

function resourceOf({ urn, type }: StepEventMetadata): Resource {
  return { urn, type, name: urn.slice(urn.lastIndexOf("::") + 2) };
}

/** What differs, by path only: values may be secret. */
function detailOf({ op, detailedDiff, diffs }: StepEventMetadata): PropertyChange[] {
  if (op !== "update" && op !== "replace" && op !== "create-replacement" && op !== "refresh") return [];
  if (detailedDiff && Object.keys(detailedDiff).length) {
    return Object.entries(detailedDiff).map(([path, { diffKind }]) => ({ path, kind: diffKind }));
  }
  return (diffs ?? []).map((path) => ({ path, kind: "update" as const }));
}

/** Unknown values of a preview come as this text. */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

function plainOutputs({ new: state }: StepEventMetadata): Record<string, string> {
  const values = Object.entries(state?.outputs ?? {});
  return Object.fromEntries(
    values.filter(
      (pair): pair is [string, string] =>
        typeof pair[1] === "string" && pair[1] !== unknown && pair[1] !== "[secret]",
    ),
  );
}

/** The engine marks colours as `<{%reset%}>`. */
const withoutColors = (text: string): string => text.replace(/<\{%.*?%\}>/g, "");
