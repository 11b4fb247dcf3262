import { describe, expect, test } from "vitest";
import { type LabState, type StepId, stepIds } from "../../infra/index.ts";
import { keyPresses } from "../../tui/control/key-names.ts";
import { next } from "../../tui/control/next.ts";
import { idleMark, type Mode, type Situation } from "../../tui/control/situation.ts";
import type { OpenLab } from "../../tui/connection/connection.ts";
import { bindingsIn, keymap, lookUp } from "../../tui/keymap.ts";
import type { StacksState } from "../../tui/store/stacks.ts";
import { store } from "../../tui/store/store.ts";
import { initialUi, type UiState } from "../../tui/store/ui-state.ts";
import { bucketPlan, call, done, fixtureRequest, labState } from "../helpers/lab-fixture.ts";

const lab = {
  feed: { status: { stacks: ["lab"] } },
  stacks: () => [{ stack: "lab" }, { stack: "audit" }],
  stacksWork: {
    state: store<StacksState>({
      looks: new Map(),
      works: new Map([["audit", { phase: "planned", since: 0, plan: bucketPlan }]]),
    }),
  },
} as unknown as OpenLab;

const situation = (state: LabState | undefined, ui: Partial<UiState> = {}): Situation => ({
  ui: { ...initialUi, ...ui },
  connection: state
    ? { phase: "ready", request: fixtureRequest, lab }
    : { phase: "starting", request: fixtureRequest, message: "", since: 0 },
  state,
});

const modes: readonly Mode[] = ["help", "record", "filter", "form", "confirm", "stacks", "log", "step"];
const situations: readonly Situation[] = [
  situation(undefined),
  ...stepIds.map((id) => situation(labState(id))),
  situation(labState("bucket", { bucket: { status: "running" } })),
  situation(
    labState("watch", { events: done }, { calls: [call("CreateUser", "delivered")], deployed: "trail" }),
  ),
];

describe("the keymap", () => {
  test("gives no key two meanings in one place, save those that are looked up in order on purpose", () => {
    for (const one of situations) {
      for (const mode of modes) {
        const keys = bindingsIn(mode, one).flatMap(({ keys, command }) =>
          keys.map((key) => ({ key, command })),
        );
        const twice = keys.filter(({ key }, index) => keys.findIndex((other) => other.key === key) !== index);
        // Esc in the log first clears the filter, then goes to the step.
        expect(twice.filter(({ key }) => !(mode === "log" && key === "esc"))).toEqual([]);
      }
    }
  });

  test("stacks are brought up once they are planned, and not behind the back of the open lab", () => {
    const on = (ui: Partial<UiState>) => lookUp("u", "stacks", situation(labState("identity"), ui));
    expect(on({ cursor: 0 })).toEqual({ not: "plan stack lab first, with p" });
    expect(on({ cursor: 1 })).toEqual({ command: "up-stacks" });
    expect(on({ cursor: 0, marked: ["audit"] })).toEqual({ command: "up-stacks" });
    expect(on({ marked: ["audit", "lab"] })).toEqual({ not: "plan stack lab first, with p" });
    const { state } = lab.stacksWork;
    state.set({
      ...state.get(),
      works: new Map(state.get().works).set("lab", { phase: "planned", since: 0 }),
    });
    expect(on({ marked: ["audit", "lab"] })).toEqual({
      not: "stack lab is open in the lab; bring it up there",
    });
  });

  test("Ctrl-C is heard everywhere", () => {
    for (const mode of modes)
      expect(lookUp("ctrl+c", mode, situations[0]!)).toEqual({ command: "interrupt" });
  });

  test("a key that does nothing now says why", () => {
    expect(lookUp("d", "step", situation(labState("bucket")))).toEqual({ not: "nothing has been made yet" });
    expect(lookUp("b", "step", situation(labState("identity")))).toEqual({ not: "this is the first step" });
    expect(lookUp("enter", "step", situation(undefined))).toEqual({ not: "still opening the target" });
    expect(lookUp("right", "step", situation(labState("bucket")))).toMatchObject({
      not: "finish this step first",
    });
    const destroying = situation(labState("watch", {}, { deployed: "trail" }));
    expect(lookUp("enter", "confirm", destroying)).toEqual({ not: "type the stack's name, lab, to confirm" });
    expect(
      lookUp(
        "enter",
        "confirm",
        situation(labState("watch", {}, { deployed: "trail" }), {
          confirmation: { value: "lab", cursor: 3 },
        }),
      ),
    ).toEqual({ command: "destroy" });
  });

  test("every binding says what it does", () => {
    for (const { what } of keymap) {
      for (const one of situations) expect(typeof what === "string" ? what : what(one)).not.toBe("");
    }
  });
});

describe("Enter goes through the lab", () => {
  const at = (step: StepId, status: "open" | "planned" | "stale" | "done" | "failed", plan = bucketPlan) =>
    next(
      situation(
        labState(step, {
          [step]: status === "done" ? done : { status, ...(status === "planned" ? { plan } : {}) },
        }),
      ),
    ).do;

  test.each([
    ["identity", "open", "apply"],
    ["identity", "done", "go"],
    ["bucket", "open", "plan"],
    ["bucket", "planned", "apply"],
    ["bucket", "stale", "plan"],
    ["bucket", "failed", "plan"],
    ["bucket", "done", "go"],
    ["events", "open", "generate"],
    ["events", "done", "go"],
    ["watch", "open", "wait"],
  ] as const)("%s %s: %s", (step, status, what) => {
    expect(at(step, status)).toBe(what);
  });

  test("counts what would change", () => {
    const state = labState("bucket", { bucket: { status: "planned", plan: bucketPlan } });
    expect(next(situation(state)).what).toBe("make these 3 changes");
    const same = bucketPlan.map((change) => ({ ...change, operation: "same" as const }));
    expect(next(situation(labState("bucket", { bucket: { status: "planned", plan: same } }))).what).toBe(
      "confirm: nothing has to change",
    );
  });

  test("waits while something is under way, and says how to stop it", () => {
    const one = situation(labState("bucket", { bucket: { status: "running" } }));
    expect(next(one)).toMatchObject({ do: "wait" });
    expect(idleMark(one)).toBe("working");
    expect(idleMark(situation(labState("watch", { watch: { status: "running" } })))).toBe("ready");
  });

  test("a delivered call opens its record", () => {
    const state = labState(
      "watch",
      {},
      { calls: [call("CreateUser", "delivered"), call("DeleteUser", "waiting")] },
    );
    expect(next(situation(state))).toMatchObject({ do: "open-record", eventId: "event-CreateUser" });
    expect(next(situation(state, { cursor: 1 }))).toMatchObject({ do: "wait" });
  });
});

test("fast typing in one chunk loses no key", () => {
  const none = { ctrl: false, meta: false, shift: false } as never;
  expect(keyPresses("ab \r", none)).toEqual([
    { name: "a", text: "a" },
    { name: "b", text: "b" },
    { name: "space", text: " " },
    { name: "enter", text: "" },
  ]);
  expect(keyPresses("c", { ctrl: true } as never)).toEqual([{ name: "ctrl+c", text: "" }]);
  expect(keyPresses("", { tab: true, shift: true } as never)).toEqual([{ name: "shift+tab", text: "" }]);
});
