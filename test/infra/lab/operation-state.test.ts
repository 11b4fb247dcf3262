import { describe, expect, test } from "vitest";
import type { EngineEvent, Resource, ResourceOperation } from "../../../infra/engine/engine-event.ts";
import { endOperation, foldEngineEvent, planOf, startOperation } from "../../../infra/lab/operation-state.ts";

const bucket: Resource = { urn: "urn:bucket", type: "aws:s3/bucket:Bucket", name: "logs" };
const trail: Resource = { urn: "urn:trail", type: "aws:cloudtrail/trail:Trail", name: "trail" };
const stack: Resource = { urn: "urn:stack", type: "pulumi:pulumi:Stack", name: "lab" };
const planned = (resource: Resource, operation: ResourceOperation): EngineEvent => ({
  type: "planned",
  resource,
  operation,
  detail: [],
});
const fold = (events: readonly EngineEvent[]) =>
  events.reduce((state, event) => foldEngineEvent(state, event, 50), startOperation("up", "bucket", 10));

describe("an operation", () => {
  test("starts with nothing, tells its last stage, runs with the first resource", () => {
    const staged = fold([{ type: "stage", stage: "engine", message: "building, 34 s" }]);
    expect(staged).toMatchObject({ phase: "starting", message: "building, 34 s", startedAt: 10 });
    expect(fold([planned(bucket, "create")]).phase).toBe("running");
  });

  test("has one line per resource, in the order they came, with state and time", () => {
    const state = fold([
      planned(bucket, "create"),
      planned(trail, "create"),
      { type: "started", resource: bucket, operation: "create", at: 40 },
      { type: "done", resource: bucket, operation: "create", seconds: 1.5 },
      { type: "started", resource: trail, operation: "create", at: 45 },
      { type: "failed", resource: trail, operation: "create", seconds: 0.5 },
    ]);
    expect(state.resources).toEqual([
      { resource: bucket, operation: "create", state: "done", startedAt: 40, seconds: 1.5 },
      { resource: trail, operation: "create", state: "failed", startedAt: 45, seconds: 0.5 },
    ]);
  });

  test("shows nothing of Pulumi's own bookkeeping", () => {
    expect(fold([planned(stack, "create")]).resources).toEqual([]);
  });

  test("keeps diagnostics", () => {
    const event: EngineEvent = { type: "diagnostic", severity: "warning", message: "careful" };
    expect(fold([event]).diagnostics).toEqual([{ severity: "warning", message: "careful" }]);
  });

  test("leaves no line running when it ends", () => {
    const running = fold([{ type: "started", resource: bucket, operation: "create", at: 40 }]);
    expect(endOperation(running, { phase: "done", message: "" }).resources[0]!.state).toBe("done");
    const cancelled = endOperation(running, { phase: "cancelled", message: "stopped" });
    expect(cancelled).toMatchObject({ phase: "cancelled", message: "stopped" });
    expect(cancelled.resources[0]!.state).toBe("failed");
  });
});

describe("a plan", () => {
  test("has one entry per resource; the parts of a replacement are one", () => {
    const plan = planOf([
      planned(stack, "create"),
      planned(bucket, "create-replacement"),
      planned(bucket, "replace"),
      planned(bucket, "delete-replaced"),
      planned(trail, "same"),
    ]);
    expect(plan.map(({ resource, operation }) => [resource.name, operation])).toEqual([
      ["logs", "replace"],
      ["trail", "same"],
    ]);
  });
});
