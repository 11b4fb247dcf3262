import type { Activity, RecordRow } from "../../infra/index.ts";
import { type Answers, editForm, type Form, moveInForm } from "./form.ts";
import { editText, type TextEdit, textField } from "./text-field.ts";
import type { UiState } from "./ui-state.ts";

/** Everything that can happen to what the eye looks at. */
export type UiAction =
  | { readonly type: "show"; readonly screen: UiState["screen"] }
  | { readonly type: "focus"; readonly focus: UiState["focus"] }
  | { readonly type: "step-changed" }
  | { readonly type: "overlay"; readonly overlay: UiState["overlay"] }
  | { readonly type: "zoom"; readonly on: boolean }
  | { readonly type: "equivalents" }
  | { readonly type: "scroll"; readonly to: number | undefined }
  | { readonly type: "overlay-scroll"; readonly to: number }
  | { readonly type: "open-form"; readonly form: Form }
  | { readonly type: "edit-form"; readonly edit: TextEdit; readonly answers: Answers }
  | { readonly type: "move-in-form"; readonly by: number }
  | { readonly type: "close-form" }
  | { readonly type: "profiles"; readonly names: readonly string[] }
  | { readonly type: "type-filter" }
  | { readonly type: "edit-filter"; readonly edit: TextEdit }
  | { readonly type: "keep-filter" }
  | { readonly type: "clear-filter" }
  | { readonly type: "pause"; readonly row: RecordRow; readonly offset: number }
  | { readonly type: "follow" }
  | { readonly type: "open-record"; readonly row: RecordRow }
  | { readonly type: "raw-record" }
  | { readonly type: "cursor"; readonly to: number }
  | { readonly type: "choose"; readonly activity: Activity["id"] }
  | { readonly type: "mark"; readonly stack: string }
  | { readonly type: "mark-all"; readonly stacks: readonly string[] }
  | { readonly type: "edit-confirmation"; readonly edit: TextEdit }
  | { readonly type: "notice"; readonly notice: UiState["notice"] }
  | { readonly type: "task-started"; readonly task: string }
  | { readonly type: "task-ended"; readonly task: string }
  | { readonly type: "leave" };

/** The next state. Pure; an action that changes nothing returns the very same state. */
export function reduce(state: UiState, action: UiAction): UiState {
  switch (action.type) {
    case "show":
      if (state.screen === action.screen) return state;
      return {
        ...fresh(state),
        screen: action.screen,
        confirmation: textField(""),
        zoom: false,
      };
    case "step-changed":
      return { ...fresh(state), equivalents: state.equivalents };
    case "focus":
      return { ...state, focus: action.focus };
    case "overlay":
      return { ...state, overlay: action.overlay, overlayScroll: 0 };
    case "zoom":
      return { ...state, zoom: action.on, focus: action.on ? "log" : state.focus };
    case "equivalents":
      return { ...state, equivalents: !state.equivalents, scroll: undefined };
    case "scroll":
      return { ...state, scroll: action.to };
    case "overlay-scroll":
      return { ...state, overlayScroll: action.to };
    case "open-form":
      return { ...state, form: action.form, focus: "step", scroll: undefined, notice: undefined };
    case "edit-form":
      return state.form ? { ...state, form: editForm(state.form, action.edit, action.answers) } : state;
    case "move-in-form":
      return state.form ? { ...state, form: moveInForm(state.form, action.by) } : state;
    case "close-form":
      return { ...state, form: undefined, notice: undefined };
    case "profiles":
      return { ...state, profiles: action.names };
    case "type-filter":
      return { ...state, focus: "log", log: { ...state.log, typing: textField(state.log.filter) } };
    case "edit-filter": {
      if (!state.log.typing) return state;
      const typing = editText(state.log.typing, action.edit);
      return { ...state, log: { filter: typing.value, typing, at: undefined } };
    }
    case "keep-filter":
      return { ...state, log: { ...state.log, typing: undefined } };
    case "clear-filter":
      return { ...state, log: { filter: "", typing: undefined, at: undefined } };
    case "pause":
      return { ...state, log: { ...state.log, at: { row: action.row, offset: action.offset } } };
    case "follow":
      return { ...state, log: { ...state.log, at: undefined } };
    case "open-record":
      return {
        ...state,
        overlay: "record",
        record: action.row,
        overlayScroll: 0,
        rawRecord: state.rawRecord,
      };
    case "raw-record":
      return { ...state, rawRecord: !state.rawRecord, overlayScroll: 0 };
    case "cursor":
      return { ...state, cursor: action.to, scroll: undefined };
    case "choose":
      return {
        ...state,
        chosen: state.chosen.includes(action.activity)
          ? state.chosen.filter((id) => id !== action.activity)
          : [...state.chosen, action.activity],
      };
    case "mark":
      return {
        ...state,
        marked: state.marked.includes(action.stack)
          ? state.marked.filter((stack) => stack !== action.stack)
          : [...state.marked, action.stack],
      };
    case "mark-all":
      return { ...state, marked: action.stacks };
    case "edit-confirmation":
      return { ...state, confirmation: editText(state.confirmation, action.edit) };
    case "notice":
      return { ...state, notice: action.notice };
    case "task-started":
      return { ...state, tasks: [...state.tasks, action.task], notice: undefined, scroll: undefined };
    case "task-ended": {
      const index = state.tasks.indexOf(action.task);
      return index < 0 ? state : { ...state, tasks: state.tasks.toSpliced(index, 1), scroll: undefined };
    }
    case "leave":
      return { ...state, leaving: true };
  }
}

const fresh = (state: UiState): UiState => ({
  ...state,
  focus: "step",
  form: undefined,
  scroll: undefined,
  cursor: 0,
  overlay: undefined,
  notice: undefined,
});
