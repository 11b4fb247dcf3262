import { exitCode, type LabState } from "../../infra/index.ts";
import type { Connection, LabRequest, OpenLab, OpenLabFor } from "../connection/connection.ts";
import { problemFrom } from "../connection/problem-from.ts";
import { lookUp } from "../keymap.ts";
import { reduce, type UiAction } from "../store/reduce.ts";
import { isBusy } from "../store/stacks.ts";
import { type Store, store } from "../store/store.ts";
import { initialUi, type UiState } from "../store/ui-state.ts";
import { type Commands, commands } from "./commands.ts";
import { type KeyPress, textKeys } from "./key-names.ts";
import { answersOf, modeOf, type Situation, working } from "./situation.ts";

/** How much fits where, as last drawn; what a page is. Written by the panes, read by commands. */
export interface Geometry {
  body: { rows: number; total: number; start: number };
  overlay: { rows: number; total: number };
  log: { rows: number };
}

/** Turns keys into changes of what is shown and into work of the guided session. Knows no terminal. */
export interface Controller {
  readonly ui: Store<UiState>;
  readonly connection: Store<Connection>;
  readonly geometry: Geometry;
  /** Calls back when the session's state changes, also of a session that is opened later. */
  readonly subscribeState: (listener: () => void) => () => void;
  readonly state: () => LabState | undefined;
  situation(): Situation;
  dispatch(action: UiAction): void;
  press(key: KeyPress): void;
  paste(text: string): void;
  /** Opens the target and the session; called once the first frame stands. */
  open(request: LabRequest): Promise<void>;
  /** Runs something that takes time; the busy mark is up from before it starts. Failures become a notice. */
  run(task: string, work: () => Promise<void>): Promise<void>;
  /** Stops what runs, cleans up, saves, leaves. Called again: leaves at once. */
  leave(how: "asked" | "interrupted"): void;
}

/** Makes the controller; `exit` is called once, when everything is put away. */
export function controller(options: {
  readonly request: LabRequest;
  readonly open: OpenLabFor;
  readonly exit: (code: number) => void;
  readonly now: () => number;
}): Controller {
  const { now } = options;
  const ui = store<UiState>(initialUi);
  const connection = store<Connection>({
    phase: "starting",
    request: options.request,
    message: "starting",
    since: now(),
  });
  const geometry: Geometry = {
    body: { rows: 1, total: 0, start: 0 },
    overlay: { rows: 1, total: 0 },
    log: { rows: 1 },
  };
  const stateListeners = new Set<() => void>();
  let lab: OpenLab | undefined;
  let unsubscribe = () => {};
  let opening: { abort: AbortController; done: Promise<void> } | undefined;

  const state = () => lab?.session.state;
  const notifyState = () => {
    for (const listener of [...stateListeners]) listener();
  };
  const situation = (): Situation => ({ ui: ui.get(), connection: connection.get(), state: state() });
  const dispatch = (action: UiAction) => ui.set(reduce(ui.get(), action));

  const closeLab = async () => {
    unsubscribe();
    const closing = lab;
    lab = undefined;
    await closing?.close();
  };

  const openNow = async (request: LabRequest, signal: AbortSignal) => {
    connection.set({ phase: "starting", request, message: "opening the target", since: now() });
    notifyState();
    try {
      await closeLab();
      signal.throwIfAborted();
      const opened = await options.open(
        request,
        (message) => {
          const current = connection.get();
          if (current.phase === "starting") connection.set({ ...current, message });
          else dispatch({ type: "notice", notice: { text: message, tone: "plain" } });
        },
        signal,
      );
      if (signal.aborted) return void (await opened.close());
      lab = opened;
      let current = opened.session.state.current;
      unsubscribe = opened.session.subscribe(() => {
        if (opened.session.state.current !== current) {
          current = opened.session.state.current;
          dispatch({ type: "step-changed" });
        }
        notifyState();
      });
      connection.set({ phase: "ready", request, lab: opened });
    } catch (error) {
      if (!signal.aborted) connection.set({ phase: "failed", request, problem: problemFrom(error) });
    }
    notifyState();
  };

  let exited = false;
  const exit = (code: number) => {
    if (exited) return;
    exited = true;
    options.exit(code);
  };

  const settled = () =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (working(situation())) return;
        stateListeners.delete(look);
        forgetUi();
        resolve();
      };
      stateListeners.add(look);
      const forgetUi = ui.subscribe(look);
      look();
    });

  const self: Controller = {
    ui,
    connection,
    geometry,
    state,
    situation,
    dispatch,
    subscribeState(listener) {
      stateListeners.add(listener);
      return () => stateListeners.delete(listener);
    },
    press(key) {
      const mode = modeOf(situation());
      const found = lookUp(key.name, mode, situation());
      if (found && "command" in found) return table[found.command](key);
      if (mode === "filter" || mode === "form" || mode === "confirm") {
        if (!found) editWith(key);
        else dispatch({ type: "notice", notice: { text: sentence(found.not), tone: "plain" } });
        return;
      }
      if (found) dispatch({ type: "notice", notice: { text: sentence(found.not), tone: "plain" } });
    },
    paste(text) {
      const mode = modeOf(situation());
      if (mode === "filter" || mode === "form" || mode === "confirm") edit({ type: "insert", text });
    },
    async open(request) {
      opening?.abort.abort();
      const abort = new AbortController();
      const done = openNow(request, abort.signal);
      opening = { abort, done };
      await done;
    },
    async run(task, work) {
      dispatch({ type: "task-started", task });
      try {
        await work();
      } catch (error) {
        const problem = problemFrom(error);
        if (!shownInStep(problem.message)) {
          dispatch({
            type: "notice",
            notice: { text: [problem.message, problem.next].filter(Boolean).join(" "), tone: "bad" },
          });
        }
      } finally {
        dispatch({ type: "task-ended", task });
      }
    },
    leave(how) {
      if (ui.get().leaving) return exit(130);
      const stopping = working(situation());
      dispatch({ type: "leave" });
      opening?.abort.abort();
      if (stopping) lab?.session.cancel();
      if ([...(lab?.stacksWork.state.get().works.values() ?? [])].some(isBusy)) lab?.stacksWork.cancel();
      const putAway = async () => {
        await settled();
        await opening?.done;
        await closeLab();
      };
      putAway().then(
        () => exit(stopping && how === "interrupted" ? exitCode.cancelled : exitCode.success),
        () => exit(exitCode.internal),
      );
    },
  };

  const shownInStep = (message: string) => {
    const now = state();
    return now !== undefined && now.steps[now.current].problem?.message === message;
  };

  const edit = (change: Parameters<typeof editAction>[1]) =>
    dispatch(editAction(modeOf(situation()), change, situation()));
  const editWith = ({ name, text }: KeyPress) => {
    const type = textKeys[name];
    if (type) edit({ type });
    else if (text) edit({ type: "insert", text });
  };

  const table: Commands = commands(self, () => lab);
  return self;
}

function editAction(
  mode: ReturnType<typeof modeOf>,
  edit: Extract<UiAction, { type: "edit-filter" }>["edit"],
  situation: Situation,
): UiAction {
  if (mode === "filter") return { type: "edit-filter", edit };
  if (mode === "form") return { type: "edit-form", edit, answers: answersOf(situation) };
  return { type: "edit-confirmation", edit };
}

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
