import { labSteps, type StepId, stepIds } from "../../infra/index.ts";
import type { LabRequest, OpenLab } from "../connection/connection.ts";
import type { Command } from "../keymap.ts";
import { changedSettings, fieldProblems, formValues, invalidField, openForm } from "../store/form.ts";
import { isBusy } from "../store/stacks.ts";
import type { Controller } from "./controller.ts";
import type { KeyPress } from "./key-names.ts";
import { logWindow, moveLog, placeOf } from "./log-moves.ts";
import { next, nextStep } from "./next.ts";
import { answersOf, currentStep, markedStacks, modeOf, reachable } from "./situation.ts";

/** What each command does; one that is missing does not compile. */
export type Commands = Readonly<Record<Command, (key: KeyPress) => void>>;

/** The table for a controller; `lab` is what is open now. Every command was allowed by the keymap. */
export function commands(control: Controller, lab: () => OpenLab | undefined): Commands {
  const { dispatch, geometry, situation } = control;
  const ui = () => control.ui.get();
  const feed = () => lab()?.feed;
  const say = (text: string, tone: "plain" | "bad" = "plain") =>
    dispatch({ type: "notice", notice: { text, tone } });
  const logRows = () => feed()?.view(ui().log.filter).rows;

  const plan = (step: StepId) => control.run("planning", async () => lab()?.session.plan(step));
  const apply = (step: StepId) => control.run("working", async () => lab()?.session.apply(step));
  const goTo = (step: StepId) => {
    const session = lab()?.session;
    session?.goTo(step);
    // Step 6 has nothing to ask: it waits for what step 5 did from the moment it is looked at.
    const { status } = session?.state.steps.watch ?? {};
    if (step === "watch" && session?.state.calls.length && status !== "running" && status !== "done")
      void session.apply("watch");
    dispatch({ type: "show", screen: "lab" });
  };
  const generate = () => {
    const { activities } = lab()!.session;
    const chosen = activities.map(({ id }) => id).filter((id) => ui().chosen.includes(id));
    void control.run("generating", async () => lab()?.session.generate(chosen));
  };
  const reopen = (request: LabRequest) => {
    dispatch({ type: "show", screen: "lab" });
    dispatch({ type: "step-changed" });
    void control.open(request);
  };

  /** The stacks that keys of the stacks screen mean. */
  const meant = () => markedStacks(situation());
  const onStacks = (task: string, work: (stacks: readonly string[]) => Promise<void> | undefined) =>
    void control.run(task, async () => work(meant()));

  const scrollBy = (rows: number) => {
    const mode = modeOf(situation());
    if (mode === "help" || mode === "record") {
      const last = Math.max(0, geometry.overlay.total - geometry.overlay.rows);
      return dispatch({ type: "overlay-scroll", to: Math.min(last, Math.max(0, ui().overlayScroll + rows)) });
    }
    if (mode === "log") return scrollLog(rows);
    const { start, total, rows: height } = geometry.body;
    const last = Math.max(0, total - height);
    dispatch({ type: "scroll", to: Math.min(last, Math.max(0, start + rows)) });
  };
  const scrollLog = (by: number) => {
    const rows = logRows();
    if (!rows) return;
    const to = moveLog(rows, ui().log.at, geometry.log.rows, by);
    if (to) dispatch({ type: "pause", ...to });
    else if (by > 0) dispatch({ type: "follow" });
  };
  const page = () => {
    const mode = modeOf(situation());
    if (mode === "log") return Math.max(1, geometry.log.rows - 1);
    return Math.max(
      1,
      (mode === "help" || mode === "record" ? geometry.overlay.rows : geometry.body.rows) - 1,
    );
  };
  /** Rows of the list in the step that can be pointed at; 0 where there is none. */
  const listLength = () => {
    if (ui().screen === "stacks") return lab()?.stacks().length ?? 0;
    if (ui().screen !== "lab") return 0;
    const step = currentStep(situation());
    if (step === "events") return lab()?.session.activities.length ?? 0;
    return step === "watch" ? (control.state()?.calls.length ?? 0) : 0;
  };
  const move = (by: -1 | 1) => {
    const mode = modeOf(situation());
    const length = listLength();
    if ((mode === "step" || mode === "stacks") && length > 0) {
      const to = ui().cursor + by;
      if (to >= 0 && to < length) return dispatch({ type: "cursor", to });
      return scrollBy(by);
    }
    scrollBy(by);
  };
  const otherRecord = (by: -1 | 1) => {
    const rows = logRows();
    const open = ui().record;
    if (!rows || !open) return;
    const row = rows.at(placeOf(rows, open) + by);
    if (!row) return say(by < 0 ? "This is the first record." : "This is the newest record.");
    dispatch({ type: "open-record", row });
    if (ui().log.at) dispatch({ type: "pause", row, offset: ui().log.at!.offset });
  };

  const keepForm = () => {
    const form = ui().form;
    if (!form) return;
    const wrong = invalidField(form);
    if (wrong >= 0) {
      const { name, text } = form.fields[wrong]!;
      dispatch({ type: "move-in-form", by: wrong - form.index });
      return say(`Not kept: ${fieldProblems(name, text.value.trim())[0]}.`, "bad");
    }
    const { request } = control.connection.get();
    const { target, profile } = formValues(form);
    const elsewhere =
      form.step === "identity" &&
      (control.connection.get().phase !== "ready" ||
        target !== request.target ||
        (target === "account" && (profile || undefined) !== request.profile));
    if (elsewhere) {
      const account = target === "account";
      dispatch({ type: "close-form" });
      return reopen({
        ...request,
        target: account ? "account" : "sandbox",
        // A stack belongs to one account, so another target gets a stack of its own.
        stack:
          target === request.target
            ? request.stack
            : account
              ? `${request.stack}-account`
              : request.stack.replace(/-account$/, ""),
        profile: account ? profile || undefined : undefined,
        region: formValues(form).region,
        answers: {},
      });
    }
    const session = lab()?.session;
    if (!session) return;
    const changes = changedSettings(form, session.state.settings);
    try {
      if (Object.keys(changes).length > 0) session.answer(changes);
    } catch (error) {
      return say(error instanceof Error ? error.message : String(error), "bad");
    }
    dispatch({ type: "close-form" });
    const { status } = session.state.steps[form.step];
    if (labSteps.some(({ id, through }) => id === form.step && through) && status !== "done")
      void plan(form.step);
  };

  return {
    next() {
      const what = next(situation());
      switch (what.do) {
        case "retry":
          return reopen(control.connection.get().request);
        case "plan":
          return void plan(what.step);
        case "apply":
          return void apply(what.step);
        case "go":
          return goTo(what.step);
        case "generate":
          return generate();
        case "open-record": {
          const row = feed()?.find(what.eventId);
          return row
            ? dispatch({ type: "open-record", row })
            : say("The record is not in the log pane any more.");
        }
        case "wait":
          return;
      }
    },
    back: () => goTo(stepIds[Math.max(0, stepIds.indexOf(currentStep(situation())) - 1)]!),
    forward: () => goTo(nextStep(currentStep(situation()))!),
    "go-step"({ name }) {
      const state = control.state();
      const step = stepIds[Number(name) - 1];
      if (!state || !step) return;
      if (stepIds.indexOf(step) > stepIds.indexOf(reachable(state)))
        return say(`Step ${stepIds.indexOf(reachable(state)) + 1} comes first.`);
      goTo(step);
    },
    edit() {
      const form = openForm(currentStep(situation()), answersOf(situation()));
      if (form) dispatch({ type: "open-form", form });
    },
    equivalents: () => dispatch({ type: "equivalents" }),
    toggle() {
      const activity = lab()?.session.activities[ui().cursor];
      if (activity) dispatch({ type: "choose", activity: activity.id });
    },
    generate,
    cancel() {
      lab()?.session.cancel();
      say("Stopping: what is in flight is finished, then everything is put away.");
    },
    retry: () => reopen(control.connection.get().request),
    up: () => move(-1),
    down: () => move(1),
    "page-up": () => scrollBy(-page()),
    "page-down": () => scrollBy(page()),
    first() {
      const rows = logRows();
      if (modeOf(situation()) !== "log") return scrollBy(-Number.MAX_SAFE_INTEGER);
      const row = rows?.at(0);
      if (row) dispatch({ type: "pause", row, offset: 0 });
    },
    last: () => scrollBy(Number.MAX_SAFE_INTEGER),
    focus: () => dispatch({ type: "focus", focus: "log" }),
    "to-step"() {
      dispatch({ type: "zoom", on: false });
      dispatch({ type: "focus", focus: "step" });
    },
    zoom() {
      const on = !ui().zoom;
      dispatch({ type: "zoom", on });
      if (!on) dispatch({ type: "focus", focus: "step" });
    },
    filter: () => dispatch({ type: "type-filter" }),
    "clear-filter": () => dispatch({ type: "clear-filter" }),
    "keep-filter"() {
      const { problem } = feed()?.view(ui().log.filter) ?? {};
      if (problem) return;
      dispatch({ type: "keep-filter" });
    },
    follow: () => dispatch({ type: "follow" }),
    open() {
      const rows = logRows();
      if (!rows || rows.length === 0) return say("No record to open.");
      const { selected } = logWindow(rows, ui().log.at, geometry.log.rows);
      const row = rows.at(selected < 0 ? rows.length - 1 : selected);
      if (row) dispatch({ type: "open-record", row });
    },
    close: () => dispatch({ type: "overlay", overlay: undefined }),
    raw: () => dispatch({ type: "raw-record" }),
    "previous-record": () => otherRecord(-1),
    "next-record": () => otherRecord(1),
    "keep-form": keepForm,
    "leave-form": () => dispatch({ type: "close-form" }),
    "previous-field": () => dispatch({ type: "move-in-form", by: -1 }),
    "next-field": () => dispatch({ type: "move-in-form", by: 1 }),
    stacks: () => dispatch({ type: "show", screen: "stacks" }),
    "choose-stack"() {
      const item = lab()?.stacks()[ui().cursor];
      if (!item) return;
      if (item.stack === control.state()?.settings.stack) return dispatch({ type: "show", screen: "lab" });
      reopen({
        target: item.target,
        stack: item.stack,
        profile: item.profile,
        region: undefined,
        answers: {},
      });
    },
    "mark-stack"() {
      const item = lab()?.stacks()[ui().cursor];
      if (item) dispatch({ type: "mark", stack: item.stack });
    },
    "mark-all-stacks"() {
      const all = (lab()?.stacks() ?? []).map(({ stack }) => stack);
      dispatch({ type: "mark-all", stacks: ui().marked.length === all.length ? [] : all });
    },
    "look-at-stacks": () => onStacks("looking", (stacks) => lab()?.stacksWork.look(stacks)),
    "plan-stacks": () => onStacks("planning", (stacks) => lab()?.stacksWork.plan(stacks)),
    "up-stacks": () => onStacks("working", (stacks) => lab()?.stacksWork.up(stacks)),
    "stop-stacks"() {
      const work = lab()?.stacksWork;
      const item = lab()?.stacks()[ui().cursor];
      // One that is under way under the cursor is meant alone, else all are.
      const alone = item && isBusy(work?.state.get().works.get(item.stack)) ? item.stack : undefined;
      work?.cancel(alone);
      say(`Stopping ${alone ?? "all"}: what is in flight is finished.`);
    },
    "destroy-screen"() {
      dispatch({ type: "show", screen: "destroy" });
      void control.run("planning", async () => lab()?.session.planDestroy());
    },
    destroy() {
      void control.run("destroying", async () => lab()?.session.destroy());
    },
    lab: () => dispatch({ type: "show", screen: "lab" }),
    help: () => dispatch({ type: "overlay", overlay: "help" }),
    leave: () => control.leave("asked"),
    interrupt: () => control.leave("interrupted"),
  };
}
