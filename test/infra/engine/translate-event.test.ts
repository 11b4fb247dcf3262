import type { EngineEvent as AutomationEvent } from "@pulumi/pulumi/automation/index.js";
import { describe, expect, test } from "vitest";
import { eventTranslator } from "../../../infra/engine/translate-event.ts";

const type = "aws:s3/bucket:Bucket";
const urn = `urn:pulumi:dev::trailwright::${type}::logs`;
const resource = { urn, type, name: "logs" };

const event = (parts: object): AutomationEvent =>
  ({ sequence: 1, timestamp: 1, ...parts }) as AutomationEvent;
const step = (op: string, more: object = {}) => ({ metadata: { op, urn, type, provider: "", ...more } });

describe("a run", () => {
  test("gives every resource planned, started and done with its seconds", () => {
    const translator = eventTranslator(false);
    expect(translator.translate(event({ resourcePreEvent: step("create") }), 1_000)).toEqual([
      { type: "planned", resource, operation: "create", detail: [] },
      { type: "started", resource, operation: "create", at: 1_000 },
    ]);
    expect(translator.translate(event({ resOutputsEvent: step("create") }), 3_500)).toEqual([
      { type: "done", resource, operation: "create", seconds: 2.5 },
    ]);
    expect(translator.changes).toEqual({ create: 1 });
  });

  test("does not count what failed", () => {
    const translator = eventTranslator(false);
    translator.translate(event({ resourcePreEvent: step("delete") }), 0);
    expect(translator.translate(event({ resOpFailedEvent: step("delete") }), 100)).toEqual([
      { type: "failed", resource, operation: "delete", seconds: 0.1 },
    ]);
    expect(translator.changes).toEqual({});
  });

  test("a refresh step ends as what it found", () => {
    const translator = eventTranslator(false);
    translator.translate(event({ resourcePreEvent: step("refresh") }), 0);
    expect(translator.translate(event({ resOutputsEvent: step("update") }), 1_000)).toEqual([
      { type: "done", resource, operation: "update", seconds: 1 },
    ]);
  });

  test("a refresh step says which properties differ from what was left", () => {
    const translator = eventTranslator(false);
    translator.translate(event({ resourcePreEvent: step("refresh") }), 0);
    const detailedDiff = { "tags.x": { diffKind: "add", inputDiff: false } };
    expect(translator.translate(event({ resOutputsEvent: step("update", { detailedDiff }) }), 0)).toEqual([
      { type: "done", resource, operation: "update", seconds: 0, detail: [{ path: "tags.x", kind: "add" }] },
    ]);
  });

  test("shows the steps of a replacement, not the whole", () => {
    const translator = eventTranslator(false);
    const shown = ["create-replacement", "replace", "delete-replaced"].map(
      (op) => translator.translate(event({ resourcePreEvent: step(op) }), 0).length,
    );
    expect(shown).toEqual([2, 0, 2]);
  });

  test("takes the outputs from the stack, without secrets and unknowns", () => {
    const translator = eventTranslator(false);
    const outputs = { a: "1", b: "[secret]", c: "04da6b54-80e4-46f7-96ec-b56ff0331ba9", d: { e: 1 } };
    const metadata = { op: "create", urn, type: "pulumi:pulumi:Stack", provider: "", new: { outputs } };
    expect(translator.translate(event({ resOutputsEvent: { metadata } }), 0)).toEqual([]);
    expect(translator.outputs).toEqual({ a: "1" });
  });

  test("says what is kept", () => {
    const [planned] = eventTranslator(false).translate(
      event({ resourcePreEvent: step("delete", { old: { retainOnDelete: true } }) }),
      0,
    );
    expect(planned).toMatchObject({ operation: "delete", retained: true });
  });
});

describe("a preview", () => {
  test("plans and counts, with changed properties as paths and no values", () => {
    const translator = eventTranslator(true);
    const detailedDiff = {
      "tags.purpose": { diffKind: "update", inputDiff: true },
      "rules[0].id": { diffKind: "add-replace", inputDiff: true },
    };
    const inputs = { password: "secret" };
    const planned = translator.translate(
      event({ resourcePreEvent: step("update", { detailedDiff, old: { inputs }, new: { inputs } }) }),
      0,
    );
    expect(planned).toEqual([
      {
        type: "planned",
        resource,
        operation: "update",
        detail: [
          { path: "tags.purpose", kind: "update" },
          { path: "rules[0].id", kind: "add-replace" },
        ],
      },
    ]);
    expect(JSON.stringify(planned)).not.toContain("secret");
    expect(translator.translate(event({ resOutputsEvent: step("update") }), 0)).toEqual([]);
    expect(translator.changes).toEqual({ update: 1 });
  });

  test("of a refresh plans what it found, which is known only at the end of each step", () => {
    const translator = eventTranslator(true);
    expect(translator.translate(event({ resourcePreEvent: step("refresh") }), 0)).toEqual([]);
    const detailedDiff = { enableLogging: { diffKind: "update", inputDiff: false } };
    expect(translator.translate(event({ resOutputsEvent: step("update", { detailedDiff }) }), 0)).toEqual([
      { type: "planned", resource, operation: "update", detail: [{ path: "enableLogging", kind: "update" }] },
    ]);
    expect(translator.changes).toEqual({ update: 1 });
  });

  test("shows a replacement as one", () => {
    const translator = eventTranslator(true);
    const shown = ["create-replacement", "replace", "delete-replaced"].flatMap((op) =>
      translator.translate(event({ resourcePreEvent: step(op, { diffs: ["bucket"] }) }), 0),
    );
    expect(shown).toEqual([
      { type: "planned", resource, operation: "replace", detail: [{ path: "bucket", kind: "update" }] },
    ]);
  });
});

test.each(["pulumi:pulumi:Stack", "pulumi:providers:aws"])("%s is Pulumi's own affair", (own) => {
  const translator = eventTranslator(false);
  expect(translator.translate(event({ resourcePreEvent: step("create", { type: own }) }), 0)).toEqual([]);
});

test("diagnostics lose the engine's colour marks; ephemeral ones are dropped, errors remembered", () => {
  const translator = eventTranslator(false);
  const say = (severity: string, message: string, more: object = {}) =>
    translator.translate(event({ diagnosticEvent: { severity, message, color: "never", ...more } }), 0);
  expect(say("error", "<{%fg 1%}>no<{%reset%}> room\n", { urn })).toEqual([
    { type: "diagnostic", severity: "error", message: "no room", urn },
  ]);
  expect(say("info#err", "to stderr")).toEqual([
    { type: "diagnostic", severity: "info", message: "to stderr" },
  ]);
  expect(say("info", "still working", { ephemeral: true })).toEqual([]);
  expect(say("debug", "noise")).toEqual([]);
  expect(say("warning", "  ")).toEqual([]);
  expect(translator.errors).toEqual(["no room"]);
});
