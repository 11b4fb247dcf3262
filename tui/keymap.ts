import { stepIds } from "../infra/index.ts";
import { next, nextStep } from "./control/next.ts";
import {
  currentStep,
  markedStacks,
  type Mode,
  reachable,
  type Situation,
  working,
} from "./control/situation.ts";
import { fieldsOf } from "./store/form.ts";
import { isPlanned } from "./store/stacks.ts";

/** Everything a key can do. */
export type Command =
  | "next"
  | "back"
  | "forward"
  | "go-step"
  | "edit"
  | "equivalents"
  | "toggle"
  | "generate"
  | "cancel"
  | "retry"
  | "up"
  | "down"
  | "page-up"
  | "page-down"
  | "first"
  | "last"
  | "focus"
  | "to-step"
  | "zoom"
  | "filter"
  | "clear-filter"
  | "keep-filter"
  | "follow"
  | "open"
  | "close"
  | "raw"
  | "previous-record"
  | "next-record"
  | "keep-form"
  | "leave-form"
  | "previous-field"
  | "next-field"
  | "stacks"
  | "choose-stack"
  | "mark-stack"
  | "mark-all-stacks"
  | "look-at-stacks"
  | "plan-stacks"
  | "up-stacks"
  | "stop-stacks"
  | "destroy-screen"
  | "destroy"
  | "lab"
  | "help"
  | "leave"
  | "interrupt";

/** A row of the one table that keys, footer hints and the help page come from. */
export interface Binding {
  readonly keys: readonly string[];
  readonly command: Command;
  readonly modes: readonly Mode[];
  /** What it does, a few words. */
  readonly what: string | ((situation: Situation) => string);
  /** "yes", "hidden" where it means nothing, or why it does nothing now. Always "yes" if absent. */
  readonly when?: (situation: Situation) => "yes" | "hidden" | { readonly not: string };
  /** Wanted in the footer: the lower, the longer it stays when the screen is narrow. */
  readonly footer?: number;
  /** How the keys are written; the first key if absent. */
  readonly label?: string;
}

const ifOpen = (situation: Situation) => (situation.state ? "yes" : { not: "the target is not open yet" });
const ifLog = ({ connection }: Situation) =>
  connection.phase === "ready" && connection.lab.feed.status.stacks.length > 0
    ? "yes"
    : { not: "there is nothing to tail before step 4 has made a trail" };
const ifIdle = (situation: Situation) =>
  !situation.state
    ? { not: "the target is not open yet" }
    : working(situation)
      ? { not: "something is under way; x stops it" }
      : "yes";

const ifStacks = ({ connection }: Situation) =>
  connection.phase === "ready" && connection.lab.stacks().length > 0
    ? "yes"
    : { not: "there are no stacks yet" };
const ifStacksIdle = (situation: Situation) => {
  const there = ifStacks(situation);
  return there === "yes" ? ifIdle(situation) : there;
};

/** What every key does, and in which modes; footer and help page are made from it. */
export const keymap: readonly Binding[] = [
  // The way through the lab.
  {
    keys: ["enter"],
    label: "Enter",
    command: "next",
    modes: ["step"],
    what: (situation) => next(situation).what,
    when: (situation) => {
      const { do: action, what } = next(situation);
      return action === "wait" ? { not: what } : "yes";
    },
  },
  {
    keys: ["b", "left"],
    command: "back",
    modes: ["step"],
    what: "back",
    footer: 3,
    when: (situation) =>
      currentStep(situation) === "identity" ? { not: "this is the first step" } : ifIdle(situation),
  },
  {
    keys: ["right"],
    label: "Right",
    command: "forward",
    modes: ["step"],
    what: "forward",
    when: (situation) => {
      const { state } = situation;
      const following = nextStep(currentStep(situation));
      if (!state || working(situation)) return ifIdle(situation);
      if (!following) return { not: "this is the last step" };
      return stepIds.indexOf(following) <= stepIds.indexOf(reachable(state))
        ? "yes"
        : { not: "finish this step first" };
    },
  },
  {
    keys: ["1", "2", "3", "4", "5", "6"],
    label: "1-6",
    command: "go-step",
    modes: ["step"],
    what: "go to a step",
    when: ifIdle,
  },
  {
    keys: ["e"],
    command: "edit",
    modes: ["step"],
    what: "change answers",
    footer: 1,
    when: (situation) => {
      const asks = fieldsOf(currentStep(situation), situation.connection.request.target).length > 0;
      if (!asks) return "hidden";
      if (situation.connection.phase === "starting") return { not: "the target is not open yet" };
      return working(situation) ? { not: "something is under way; x stops it" } : "yes";
    },
  },
  {
    keys: ["space"],
    label: "Space",
    command: "toggle",
    modes: ["step"],
    what: "choose",
    footer: 1,
    when: (situation) => (currentStep(situation) === "events" ? ifIdle(situation) : "hidden"),
  },
  {
    keys: ["g"],
    command: "generate",
    modes: ["step"],
    what: "run the chosen again",
    footer: 2,
    when: (situation) => {
      if (currentStep(situation) !== "events" || situation.state?.steps.events.status !== "done")
        return "hidden";
      if (situation.ui.chosen.length === 0) return { not: "nothing is chosen" };
      return ifIdle(situation);
    },
  },
  {
    keys: ["x"],
    command: "cancel",
    modes: ["step", "confirm", "log"],
    what: "stop",
    footer: 0,
    when: (situation) => (working(situation) ? "yes" : "hidden"),
  },
  {
    keys: ["r"],
    command: "retry",
    modes: ["step"],
    what: "try again",
    footer: 0,
    when: ({ connection }) => (connection.phase === "failed" ? "yes" : "hidden"),
  },
  {
    keys: ["c"],
    command: "equivalents",
    modes: ["step"],
    what: "console / CLI",
    footer: 2,
    when: ifOpen,
  },
  {
    keys: ["up", "k"],
    label: "Up",
    command: "up",
    modes: ["step", "log", "record", "help", "stacks"],
    what: "up",
  },
  {
    keys: ["down", "j"],
    label: "Down",
    command: "down",
    modes: ["step", "log", "record", "help", "stacks"],
    what: "down",
  },
  {
    keys: ["pgup"],
    label: "PgUp",
    command: "page-up",
    modes: ["step", "log", "record", "help", "confirm"],
    what: "page up",
  },
  {
    keys: ["pgdn"],
    label: "PgDn",
    command: "page-down",
    modes: ["step", "log", "record", "help", "confirm"],
    what: "page down",
  },
  {
    keys: ["home"],
    label: "Home",
    command: "first",
    modes: ["step", "log", "record", "help"],
    what: "to the beginning",
  },
  { keys: ["end"], label: "End", command: "last", modes: ["step", "record", "help"], what: "to the end" },
  // The log.
  {
    keys: ["tab"],
    label: "Tab",
    command: "focus",
    modes: ["step", "stacks"],
    what: "log",
    footer: 5,
    when: ifLog,
  },
  {
    keys: ["enter"],
    label: "Enter",
    command: "open",
    modes: ["log"],
    what: ({ ui }) => (ui.log.at ? "open the record" : "open the newest record"),
    footer: 0,
  },
  {
    keys: ["f", "end"],
    command: "follow",
    modes: ["log"],
    what: "follow",
    footer: 1,
    when: ({ ui }) => (ui.log.at ? "yes" : { not: "it follows already" }),
  },
  {
    keys: ["/"],
    command: "filter",
    modes: ["log", "step"],
    what: "filter log",
    footer: 4,
    when: ifLog,
  },
  {
    keys: ["z"],
    command: "zoom",
    modes: ["log", "step"],
    what: ({ ui }) => (ui.zoom ? "unzoom log" : "zoom log"),
    footer: 6,
    when: ifLog,
  },
  {
    keys: ["esc"],
    label: "Esc",
    command: "clear-filter",
    modes: ["log"],
    what: "clear filter",
    footer: 2,
    when: ({ ui }) => (ui.log.filter === "" ? "hidden" : "yes"),
  },
  {
    keys: ["tab", "shift+tab", "esc"],
    label: "Tab",
    command: "to-step",
    modes: ["log"],
    what: "step",
    footer: 3,
  },
  {
    keys: ["enter"],
    label: "Enter",
    command: "keep-filter",
    modes: ["filter"],
    what: "keep the filter",
    footer: 0,
  },
  { keys: ["esc"], label: "Esc", command: "clear-filter", modes: ["filter"], what: "clear it", footer: 1 },
  // A record, the help.
  {
    keys: ["esc", "q", "enter"],
    label: "Esc",
    command: "close",
    modes: ["record"],
    what: "close",
    footer: 0,
  },
  {
    keys: ["v"],
    command: "raw",
    modes: ["record"],
    what: ({ ui }) => (ui.rawRecord ? "pretty" : "raw, to copy"),
    footer: 1,
  },
  {
    keys: ["left", "p"],
    label: "Left",
    command: "previous-record",
    modes: ["record"],
    what: "earlier record",
    footer: 2,
  },
  {
    keys: ["right", "n"],
    label: "Right",
    command: "next-record",
    modes: ["record"],
    what: "later record",
    footer: 3,
  },
  {
    keys: ["esc", "q", "?", "enter"],
    label: "Esc",
    command: "close",
    modes: ["help"],
    what: "close",
    footer: 0,
  },
  // Forms.
  {
    keys: ["enter"],
    label: "Enter",
    command: "keep-form",
    modes: ["form"],
    what: "keep and go on",
    footer: 0,
  },
  { keys: ["esc"], label: "Esc", command: "leave-form", modes: ["form"], what: "leave as it was", footer: 1 },
  {
    keys: ["up", "shift+tab"],
    label: "Up",
    command: "previous-field",
    modes: ["form"],
    what: "previous field",
  },
  {
    keys: ["down", "tab"],
    label: "Up Down",
    command: "next-field",
    modes: ["form"],
    what: "other field",
    footer: 2,
  },
  // Stacks, destroy.
  { keys: ["s"], command: "stacks", modes: ["step"], what: "stacks", footer: 7, when: ifIdle },
  {
    keys: ["enter"],
    label: "Enter",
    command: "choose-stack",
    modes: ["stacks"],
    what: "open its lab",
    footer: 0,
    when: ifIdle,
  },
  {
    keys: ["space"],
    label: "Space",
    command: "mark-stack",
    modes: ["stacks"],
    what: "mark",
    footer: 0.5,
    when: ifStacks,
  },
  { keys: ["a"], command: "mark-all-stacks", modes: ["stacks"], what: "mark all or none", when: ifStacks },
  { keys: ["p"], command: "plan-stacks", modes: ["stacks"], what: "plan", footer: 0.6, when: ifStacksIdle },
  {
    keys: ["u"],
    command: "up-stacks",
    modes: ["stacks"],
    what: "bring up",
    footer: 0.7,
    when: (situation) => {
      const idle = ifStacksIdle(situation);
      if (idle !== "yes" || situation.connection.phase !== "ready") return idle;
      const stacks = markedStacks(situation);
      const { works } = situation.connection.lab.stacksWork.state.get();
      const unplanned = stacks.find((stack) => !isPlanned(works.get(stack)));
      if (unplanned) return { not: `plan stack ${unplanned} first, with p` };
      return stacks.includes(situation.state?.settings.stack ?? "")
        ? { not: `stack ${situation.state?.settings.stack} is open in the lab; bring it up there` }
        : "yes";
    },
  },
  {
    keys: ["c"],
    command: "look-at-stacks",
    modes: ["stacks"],
    what: "check",
    footer: 0.8,
    when: ifStacksIdle,
  },
  {
    keys: ["x"],
    command: "stop-stacks",
    modes: ["stacks"],
    what: "stop",
    footer: 0.2,
    when: (situation) => (situation.ui.tasks.length > 0 ? "yes" : "hidden"),
  },
  {
    keys: ["esc", "s", "b", "left"],
    label: "Esc",
    command: "lab",
    modes: ["stacks"],
    what: "back to the lab",
    footer: 1,
  },
  {
    keys: ["d"],
    command: "destroy-screen",
    modes: ["step"],
    what: "destroy",
    footer: 8,
    when: (situation) =>
      situation.state && !situation.state.deployed ? { not: "nothing has been made yet" } : ifIdle(situation),
  },
  {
    keys: ["enter"],
    label: "Enter",
    command: "destroy",
    modes: ["confirm"],
    what: "destroy for good",
    footer: 0,
    when: (situation) => {
      const { ui, state } = situation;
      if (!state) return { not: "the target is not open yet" };
      if (working(situation)) return { not: "wait until this is finished" };
      if (!state.deployed) return { not: "there is nothing left to destroy" };
      return ui.confirmation.value === state.settings.stack
        ? "yes"
        : { not: `type the stack's name, ${state.settings.stack}, to confirm` };
    },
  },
  {
    keys: ["esc"],
    label: "Esc",
    command: "lab",
    modes: ["confirm"],
    what: "back to the lab",
    footer: 1,
    when: (situation) => (working(situation) ? { not: "something is under way; x stops it" } : "yes"),
  },
  // Always.
  { keys: ["?"], command: "help", modes: ["step", "log", "stacks", "record"], what: "help", footer: 2.5 },
  { keys: ["q"], command: "leave", modes: ["step", "log", "stacks"], what: "quit", footer: 2.6 },
  {
    keys: ["ctrl+c"],
    label: "Ctrl-C",
    command: "interrupt",
    modes: ["step", "log", "stacks", "record", "help", "filter", "form", "confirm"],
    what: "stop, clean up and leave; twice: at once",
  },
];

/** Bindings of a mode that mean something now. */
export const bindingsIn = (mode: Mode, situation: Situation): Binding[] =>
  keymap.filter(({ modes, when }) => modes.includes(mode) && when?.(situation) !== "hidden");

/** What a key does now: a command, why it does nothing, or undefined for a key that means nothing here. */
export function lookUp(
  key: string,
  mode: Mode,
  situation: Situation,
): { readonly command: Command } | { readonly not: string } | undefined {
  const binding = bindingsIn(mode, situation).find(({ keys }) => keys.includes(key));
  if (!binding) return undefined;
  const when = binding.when?.(situation) ?? "yes";
  return typeof when === "object" ? when : { command: binding.command };
}

/** How a binding's key is written in hints. */
export const keyLabel = ({ label, keys }: Binding): string => label ?? keys[0]!;

/** What a binding does, in words. */
export const whatOf = ({ what }: Binding, situation: Situation): string =>
  typeof what === "string" ? what : what(situation);
