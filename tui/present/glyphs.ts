/** The marks the screen uses: one column each in every terminal (no emoji), each with an ASCII stand-in. */
export interface Glyphs {
  readonly done: string;
  readonly failed: string;
  readonly open: string;
  readonly current: string;
  readonly planned: string;
  readonly stale: string;
  readonly pointer: string;
  readonly up: string;
  readonly down: string;
  readonly checked: string;
  readonly unchecked: string;
  readonly horizontal: string;
  readonly vertical: string;
  readonly branch: string;
  readonly spinner: readonly string[];
}

/** For terminals with UTF-8. */
export const unicodeGlyphs: Glyphs = {
  done: "✓",
  failed: "✗",
  open: "○",
  current: "●",
  planned: "◇",
  stale: "≠",
  pointer: "›",
  up: "↑",
  down: "↓",
  checked: "■",
  unchecked: "□",
  horizontal: "─",
  vertical: "│",
  branch: "├",
  spinner: ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"],
};

/** For all others. */
export const asciiGlyphs: Glyphs = {
  done: "+",
  failed: "x",
  open: "o",
  current: "*",
  planned: "?",
  stale: "!",
  pointer: ">",
  up: "^",
  down: "v",
  checked: "#",
  unchecked: "_",
  horizontal: "-",
  vertical: "|",
  branch: "+",
  spinner: ["|", "/", "-", "\\"],
};

/** Chooses the marks: ASCII where the terminal's font (Linux console, dumb) or locale cannot show the others. */
export function glyphsFor(env: NodeJS.ProcessEnv): Glyphs {
  const locale = env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"] || "UTF-8";
  const plain = env["TERM"] === "linux" || env["TERM"] === "dumb" || !/utf-?8|^C$|^POSIX$/i.test(locale);
  return plain ? asciiGlyphs : unicodeGlyphs;
}
