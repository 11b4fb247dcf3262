import type { Mode, Situation } from "../control/situation.ts";
import { type Binding, keyLabel, keymap, whatOf } from "../keymap.ts";
import { cell } from "./columns.ts";
import { blank, type Line, line, span } from "./spans.ts";

const groups: readonly (readonly [Mode, string])[] = [
  ["step", "In a step"],
  ["log", "In the log"],
  ["record", "In a record"],
  ["filter", "Typing a filter"],
  ["form", "Changing answers"],
  ["stacks", "In the list of stacks"],
  ["confirm", "Destroying"],
];

/** Every key from the one table; those that do nothing now say why. */
export function helpLines(situation: Situation, columns: number): Line[] {
  const lines: Line[] = [];
  for (const [mode, title] of groups) {
    if (lines.length > 0) lines.push(blank);
    lines.push(line(title, "strong"));
    for (const binding of keymap.filter(({ modes }) => modes.includes(mode))) {
      const when = binding.when?.(situation);
      const reason =
        typeof when === "object" ? `  (not now: ${when.not})` : when === "hidden" ? "  (not here)" : "";
      lines.push([
        span(`  ${cell(keysOf(binding), 14)} `, reason ? "dim" : "key"),
        span(helpText(binding, situation), reason ? "dim" : "plain"),
        span(columns >= 76 ? reason : "", "dim"),
      ]);
    }
  }
  return lines;
}

const keysOf = (binding: Binding) =>
  binding.label === "1-6"
    ? binding.label
    : [keyLabel(binding), ...binding.keys.slice(1).map(keyName)].join(" ");

const keyName = (key: string) => (key.length === 1 ? key : key.charAt(0).toUpperCase() + key.slice(1));

const helpText = (binding: Binding, situation: Situation) =>
  binding.command === "next"
    ? `the next thing (now: ${whatOf(binding, situation)})`
    : whatOf(binding, situation);
