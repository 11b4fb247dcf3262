import type { TextProps } from "ink";
import type { Tone } from "./spans.ts";

/** How each tone looks, as properties of Ink's Text. */
export type Theme = Readonly<Record<Tone, Omit<TextProps, "children">>>;

const colours: Theme = {
  plain: {},
  dim: { dimColor: true },
  strong: { bold: true },
  accent: { color: "cyan" },
  good: { color: "green" },
  warn: { color: "yellow" },
  bad: { color: "red", bold: true },
  key: { color: "cyan", bold: true },
  selected: { inverse: true },
};

/** Without colours everything still tells apart: weight, inversion, and marks and words in the text itself. */
const monochrome: Theme = {
  ...colours,
  accent: {},
  good: {},
  warn: { bold: true },
  bad: { bold: true },
  key: { bold: true },
};

/** NO_COLOR (no-color.org): set and not empty means no colour. */
export const themeFor = (env: NodeJS.ProcessEnv): Theme => (env["NO_COLOR"] ? monochrome : colours);
