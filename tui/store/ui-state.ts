import type { Activity, RecordRow } from "../../infra/index.ts";
import type { Form } from "./form.ts";
import type { TextField } from "./text-field.ts";

/** What the eye looks at. Holds no data of AWS, the lab or the log: those have stores of their own. */
export interface UiState {
  readonly screen: "lab" | "stacks" | "destroy";
  readonly focus: "step" | "log";
  readonly overlay: "help" | "record" | undefined;
  /** The log pane takes the whole screen. */
  readonly zoom: boolean;
  /** The console and AWS CLI equivalents of the step are shown. */
  readonly equivalents: boolean;
  /** First row shown of the step; undefined: where it is interesting. */
  readonly scroll: number | undefined;
  readonly overlayScroll: number;
  readonly form: Form | undefined;
  /** Named profiles of the AWS shared config files, to choose from. */
  readonly profiles: readonly string[];
  readonly log: LogUi;
  /** The record that is open. */
  readonly record: RecordRow | undefined;
  /** As one line to copy instead of pretty. */
  readonly rawRecord: boolean;
  /** Row of the list in the step (activities, calls) or of the stacks. */
  readonly cursor: number;
  readonly chosen: readonly Activity["id"][];
  /** Stacks marked on the stacks screen; without any, keys mean the one under the cursor. */
  readonly marked: readonly string[];
  /** The stack's name as typed, to confirm that it is destroyed. */
  readonly confirmation: TextField;
  readonly notice: { readonly text: string; readonly tone: "plain" | "good" | "bad" } | undefined;
  /** What was asked for and is not finished, in words; the busy mark is up while there is any. */
  readonly tasks: readonly string[];
  readonly leaving: boolean;
}

/** The log pane: what is typed into it and where it is looked at. */
export interface LogUi {
  readonly filter: string;
  /** The filter while it is typed. */
  readonly typing: TextField | undefined;
  /** Paused at this record, shown `offset` rows below the pane's top; undefined: following. */
  readonly at: { readonly row: RecordRow; readonly offset: number } | undefined;
}

/** All activities are chosen to begin with: the lab's three and the denied one. */
const allActivities: readonly Activity["id"][] = ["ec2-instance", "iam-user", "security-group", "denied"];

/** The screen as it opens. */
export const initialUi: UiState = {
  screen: "lab",
  focus: "step",
  overlay: undefined,
  zoom: false,
  equivalents: false,
  scroll: undefined,
  overlayScroll: 0,
  form: undefined,
  profiles: [],
  log: { filter: "", typing: undefined, at: undefined },
  record: undefined,
  rawRecord: false,
  cursor: 0,
  chosen: allActivities,
  marked: [],
  confirmation: { value: "", cursor: 0 },
  notice: undefined,
  tasks: [],
  leaving: false,
};
