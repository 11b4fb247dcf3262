import type { IBufferCell, Terminal } from "@xterm/headless";

const cell = { width: 8.4, height: 18 };
const foreground = "#d4d4d4";
const background = "#1b1d23";
const palette = [
  "#3b3f4a",
  "#e06c75",
  "#98c379",
  "#e5c07b",
  "#61afef",
  "#c678dd",
  "#56b6c2",
  "#d4d4d4",
  "#7f848e",
  "#ff7b86",
  "#b1e18b",
  "#efb074",
  "#67cdff",
  "#e48bff",
  "#63d4e0",
  "#ffffff",
];

/** Colour of xterm's 256-colour table. */
function indexed(index: number): string {
  if (index < 16) return palette[index] ?? foreground;
  const level = (n: number) => (n === 0 ? 0 : 55 + 40 * n);
  const rgb =
    index < 232
      ? [Math.floor((index - 16) / 36), Math.floor((index - 16) / 6) % 6, (index - 16) % 6].map(level)
      : Array<number>(3).fill(8 + 10 * (index - 232));
  return `rgb(${rgb.join(",")})`;
}

function colour(of: IBufferCell, side: "Fg" | "Bg", fallback: string): string {
  const value = side === "Fg" ? of.getFgColor() : of.getBgColor();
  if (side === "Fg" ? of.isFgPalette() : of.isBgPalette()) return indexed(value);
  if (side === "Fg" ? of.isFgRGB() : of.isBgRGB()) return `#${value.toString(16).padStart(6, "0")}`;
  return fallback;
}

interface Look {
  readonly ink: string;
  readonly paper: string;
  readonly bold: boolean;
  readonly dim: boolean;
}

function look(of: IBufferCell): Look {
  const ink = colour(of, "Fg", foreground);
  const paper = colour(of, "Bg", background);
  const swapped = of.isInverse() !== 0;
  return {
    ink: swapped ? paper : ink,
    paper: swapped ? ink : paper,
    bold: of.isBold() !== 0,
    dim: of.isDim() !== 0,
  };
}

/** Blanks become no-break spaces: viewers collapse the others whatever xml:space says. */
const xmlText = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll(" ", "\u00a0");

/** Draws what a terminal shows as an SVG picture: its visible rows with their colours, as text. */
export function screenSvg(terminal: Terminal, title: string): string {
  const buffer = terminal.buffer.active;
  const shapes: string[] = [];
  for (let row = 0; row < terminal.rows; row++) {
    const line = buffer.getLine(buffer.viewportY + row);
    if (!line) continue;
    for (let column = 0; column < terminal.cols;) {
      const first = line.getCell(column);
      if (!first) break;
      const style = look(first);
      const start = column;
      let text = "";
      for (; column < terminal.cols; column++) {
        const next = line.getCell(column);
        if (!next || JSON.stringify(look(next)) !== JSON.stringify(style)) break;
        text += next.getChars() || (next.getWidth() === 0 ? "" : " ");
      }
      const x = (start * cell.width).toFixed(1);
      const width = ((column - start) * cell.width).toFixed(1);
      if (style.paper !== background) {
        shapes.push(
          `<rect x="${x}" y="${row * cell.height}" width="${width}" height="${cell.height}" fill="${style.paper}"/>`,
        );
      }
      if (text.trim()) {
        const emphasis = `${style.bold ? ' font-weight="bold"' : ""}${style.dim ? ' opacity="0.6"' : ""}`;
        shapes.push(
          `<text x="${x}" y="${row * cell.height + 13}" textLength="${width}" fill="${style.ink}"${emphasis}>${xmlText(text)}</text>`,
        );
      }
    }
  }
  const width = Math.ceil(terminal.cols * cell.width) + 24;
  const height = terminal.rows * cell.height + 24;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${xmlText(title)}">`,
    `<rect width="100%" height="100%" rx="8" fill="${background}"/>`,
    `<g transform="translate(12 12)" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="14">`,
    ...shapes,
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}
