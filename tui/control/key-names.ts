import type { Key } from "ink";

const named: readonly (readonly [keyof Key, string])[] = [
  ["upArrow", "up"],
  ["downArrow", "down"],
  ["leftArrow", "left"],
  ["rightArrow", "right"],
  ["pageUp", "pgup"],
  ["pageDown", "pgdn"],
  ["home", "home"],
  ["end", "end"],
  ["return", "enter"],
  ["escape", "esc"],
  ["backspace", "backspace"],
  ["delete", "delete"],
];

const controls: Readonly<Record<string, string>> = {
  "\r": "enter",
  "\n": "enter",
  "\t": "tab",
  "\u0003": "ctrl+c",
  "\u0015": "ctrl+u",
  "\u0017": "ctrl+w",
  "\u0001": "ctrl+a",
  "\u0005": "ctrl+e",
  "\u007f": "backspace",
  "\b": "backspace",
  " ": "space",
};

/** One key press: its name for the keymap, and the text it types, if any. */
export interface KeyPress {
  readonly name: string;
  readonly text: string;
}

/**
 * What Ink reports as key presses, in order. Fast typing arrives as one chunk ("abc\r"); each key of it counts.
 * Modified and unknown keys that type nothing are dropped.
 */
export function keyPresses(input: string, key: Key): KeyPress[] {
  if (key.tab) return [{ name: key.shift ? "shift+tab" : "tab", text: "" }];
  const name = named.find(([property]) => key[property])?.[1];
  if (name) return [{ name, text: "" }];
  if (key.ctrl) return input ? [{ name: `ctrl+${input}`, text: "" }] : [];
  if (key.meta || key.super || key.hyper) return [];
  return Array.from(new Intl.Segmenter().segment(input), ({ segment }) => {
    const control = segment === "\r\n" ? "enter" : controls[segment];
    if (control === "space") return { name: "space", text: " " };
    return control ? { name: control, text: "" } : { name: segment, text: segment };
  });
}

/** Keys that edit a line of text, by name. */
export const textKeys: Readonly<
  Record<string, "backspace" | "delete" | "left" | "right" | "home" | "end" | "clear" | "word-backspace">
> = {
  backspace: "backspace",
  delete: "delete",
  left: "left",
  right: "right",
  home: "home",
  end: "end",
  "ctrl+a": "home",
  "ctrl+e": "end",
  "ctrl+u": "clear",
  "ctrl+w": "word-backspace",
};
