import xterm from "@xterm/headless";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { width } from "../../../tui/present/columns.ts";
import { visibleText } from "../../../tui/present/visible-text.ts";

/** Text as an attacker writes it: anything, rich in what terminals obey and in what they hide. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary", maxLength: 6 }),
      fc.string({ unit: "grapheme", maxLength: 6 }),
      fc.constantFrom(
        "\u001b[2J",
        "\u001b[10;10H",
        "\u001b]0;title\u0007",
        "\u001b]52;c;aGk=\u0007",
        "\u001b]8;;http://x\u001b\\",
        "\u009b31m",
        "\u009d0;t\u009c",
        "\u0090q",
        "\r",
        "\n",
        "\t",
        "\b",
        "\u0007",
        "\u007f",
        "\u202e",
        "\u2066",
        "\u200b",
        "\u200d",
        "\ufeff",
        "\u{e0041}",
        "\u00ad",
        "\u115f",
        "\ufe0f",
        "\u{1f468}\u200d\u{1f469}",
        "\u{1f1e9}\u{1f1ea}",
        "e\u0301\u0301\u0301\u0301\u0301",
        "\u0301",
        "\ud800",
        "日本語",
        "\u0915\u093e",
      ),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(""));

/** Writes a text into a terminal between two marks and looks at what became of it. */
async function written(text: string) {
  const terminal = new xterm.Terminal({ cols: 1000, rows: 5, allowProposedApi: true });
  const events: string[] = [];
  terminal.onTitleChange(() => events.push("title"));
  terminal.onBell(() => events.push("bell"));
  terminal.onData(() => events.push("answer"));
  terminal.onLineFeed(() => events.push("line feed"));
  terminal.parser.registerOscHandler(52, () => {
    events.push("clipboard");
    return true;
  });
  await new Promise<void>((resolve) => terminal.write(`<${text}`, resolve));
  const { cursorX, cursorY } = terminal.buffer.active;
  await new Promise<void>((resolve) => terminal.write(">", resolve));
  const row = terminal.buffer.active.getLine(0)?.translateToString(true) ?? "";
  terminal.dispose();
  return { cursorX, cursorY, row, events };
}

describe("visible text", () => {
  test("plain text stays as it is", () => {
    for (const text of ["RunInstances", "arn:aws:iam::1:user/ä ö", "日本語", "naïve café", "a\u0301"]) {
      expect(visibleText(text)).toBe(text);
    }
  });

  test.each([
    ["\u001b[31mred", "␛[31mred"],
    ["a\r\nb\tc", "a␍␊b␉c"],
    ["\u0000\u0007\u007f", "␀␇␡"],
    ["\u009b31m", "\\u{9b}31m"],
    ["abc\u202ecba", "abc\\u{202e}cba"],
    ["zero\u200bwidth", "zero\\u{200b}width"],
    ["tag\u{e0041}", "tag\\u{e0041}"],
    ["\ud800", "\\u{d800}"],
    ["\u2028", "\\u{2028}"],
    ["\u0301start", "\\u{301}start"],
    ["\u{1f600}", "\\u{1f600}"],
  ])("%j becomes %s", (text, visible) => {
    expect(visibleText(text)).toBe(visible);
  });

  test("a terminal prints it in its own cells, as wide as we measure, and does nothing else", async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        const visible = visibleText(text);
        const { cursorX, cursorY, row, events } = await written(visible);
        expect(events).toEqual([]);
        expect({ cursorX, cursorY }).toEqual({ cursorX: 1 + width(visible), cursorY: 0 });
        expect(row).toBe(`<${visible}>`);
      }),
      { numRuns: 1000 },
    );
  });

  test("nothing is dropped: every character stands there or is written out", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const back = visibleText(text)
          .replace(/[\u2400-\u241f]/g, (picture) => String.fromCodePoint(picture.codePointAt(0)! - 0x2400))
          .replaceAll("\u2421", "\u007f")
          .replace(/\\u\{([0-9a-f]+)\}/g, (_, code: string) =>
            String.fromCodePoint(Number.parseInt(code, 16)),
          );
        const original = text
          .replace(/[\u2400-\u241f]/g, (picture) => String.fromCodePoint(picture.codePointAt(0)! - 0x2400))
          .replaceAll("\u2421", "\u007f");
        expect(back).toBe(original);
      }),
    );
  });
});
