import { createContext, useContext } from "react";
import { type Glyphs, glyphsFor } from "./present/glyphs.ts";
import { type Theme, themeFor } from "./present/theme.ts";

/** What the terminal can show, and the clock. */
export interface Surroundings {
  readonly glyphs: Glyphs;
  readonly theme: Theme;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** From the environment of the process. */
export const surroundingsFrom = (env: NodeJS.ProcessEnv, now: () => number = Date.now): Surroundings => ({
  glyphs: glyphsFor(env),
  theme: themeFor(env),
  now,
});

const context = createContext<Surroundings>(surroundingsFrom({}));

/** Hands the surroundings to everything below it. */
export const SurroundingsProvider = context.Provider;
/** The surroundings, in a component. */
export const useSurroundings = (): Surroundings => useContext(context);
