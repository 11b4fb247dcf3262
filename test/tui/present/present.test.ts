import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  breakHard,
  cell,
  shareColumns,
  truncate,
  truncateStart,
  width,
  wrap,
} from "../../../tui/present/columns.ts";
import { duration } from "../../../tui/present/duration.ts";
import { asciiGlyphs, glyphsFor, unicodeGlyphs } from "../../../tui/present/glyphs.ts";
import { jsonLines, textLines } from "../../../tui/present/json-lines.ts";
import { recordColumns } from "../../../tui/present/record-line.ts";
import { type Line, lineWidth, span, truncateLine, wrapped } from "../../../tui/present/spans.ts";
import { visibleText } from "../../../tui/present/visible-text.ts";

const text = (line: Line) => line.map((part) => part.text).join("");
const anyText = fc.string({ unit: "grapheme" }).map(visibleText);

test.each([
  [0, "< 0.1 s"],
  [49, "< 0.1 s"],
  [50, "0.1 s"],
  [420, "0.4 s"],
  [9_949, "9.9 s"],
  [9_950, "10 s"],
  [59_400, "59 s"],
  [59_900, "1 min"],
  [94_000, "1 min 34 s"],
  [3_600_000, "1 h"],
  [7_500_000, "2 h 5 min"],
  [273_600_000, "3 d 4 h"],
  [-5, "< 0.1 s"],
])("%i ms is %s", (milliseconds, words) => {
  expect(duration(milliseconds)).toBe(words);
});

describe("columns", () => {
  test("a cut text fits, keeps its beginning or its end, and says that it is cut", () => {
    expect(truncate("CreateUser", 6)).toBe("Creat…");
    expect(truncateStart("AWSLogs/1/log.json.gz", 9)).toBe("….json.gz");
    expect(truncate("日本語", 4)).toBe("日…");
    expect(truncate("short", 5)).toBe("short");
  });

  test("a cell is exactly as wide as asked", () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 30 }), (value, columns) => {
        expect(width(cell(value, columns))).toBe(columns);
        expect(width(cell(value, columns, "right"))).toBe(columns);
        expect(width(truncateStart(value, columns))).toBeLessThanOrEqual(columns);
      }),
    );
  });

  test("wrapped rows fit and lose no word", () => {
    fc.assert(
      fc.property(
        anyText,
        fc.integer({ min: 8, max: 40 }),
        fc.integer({ min: 0, max: 4 }),
        (value, columns, hanging) => {
          const rows = wrap(value, columns, hanging);
          for (const [index, row] of rows.entries()) {
            expect(width(row)).toBeLessThanOrEqual(index === 0 ? columns : columns - hanging);
          }
          expect(rows.join("").replaceAll(" ", "")).toBe(value.replaceAll(" ", ""));
        },
      ),
    );
  });

  test("hard breaks keep every character", () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 6, max: 20 }), (value, columns) => {
        const rows = breakHard(value, columns, 2);
        expect(rows.join("")).toBe(value);
        for (const row of rows) expect(width(row)).toBeLessThanOrEqual(columns);
      }),
    );
  });

  test("columns share what there is: minimum in order, then up to the ideal", () => {
    const wanted = [
      { minimum: 8, ideal: 8 },
      { minimum: 10, ideal: 20 },
      { minimum: 10, ideal: 12 },
    ];
    expect(shareColumns(wanted, 8)).toEqual([8, 0, 0]);
    expect(shareColumns(wanted, 30)).toEqual([8, 10, 10]);
    expect(shareColumns(wanted, 34)).toEqual([8, 12, 12]);
    expect(shareColumns(wanted, 100)).toEqual([8, 20, 12]);
  });

  test("the log's columns fit any width; who, what and how it ended stay longest", () => {
    for (let available = 60; available <= 240; available++) {
      const columns = recordColumns(available, true);
      const shown = Object.values(columns).filter((columns) => columns > 0);
      expect(shown.reduce((sum, columns) => sum + columns + 1, -1)).toBeLessThanOrEqual(available);
      expect(columns.time && columns.event && columns.outcome && columns.who).toBeTruthy();
    }
    expect(recordColumns(200, true).from).toBeGreaterThan(0);
    expect(recordColumns(200, false).stack).toBe(0);
  });
});

describe("rows of spans", () => {
  test("a row is cut over several spans", () => {
    const row = [span("Trail"), span("wright", "strong"), span(" is here", "dim")];
    expect(text(truncateLine(row, 8))).toBe("Trailwr…");
    expect(text(truncateLine(row, 11))).toBe("Trailwrigh…");
    expect(truncateLine(row, 19)).toBe(row);
    fc.assert(
      fc.property(fc.array(anyText), fc.integer({ min: 1, max: 30 }), (parts, columns) => {
        expect(
          lineWidth(
            truncateLine(
              parts.map((part) => span(part)),
              columns,
            ),
          ),
        ).toBeLessThanOrEqual(columns);
      }),
    );
  });

  test("line breaks in prose are kept, the rest hangs", () => {
    expect(wrapped("one two three\nfour", 9, "plain", 2).map(text)).toEqual(["one two", "  three", "four"]);
  });

  test("a span cannot hold a control sequence", () => {
    expect(span("\u001b[31m").text).toBe("␛[31m");
  });
});

describe("JSON", () => {
  test("is laid out, and every character of it is there", () => {
    const value = { name: "a\u001b[2Jb", list: [1, -2.5e3, true, null], empty: {}, "k\u202e": "ü" };
    const lines = jsonLines(value, 200);
    expect(lines.map(text).join("\n")).toBe(visibleRows(JSON.stringify(value, undefined, 2)));
    expect(lines.flat().find(({ text }) => text === '"name"')?.tone).toBe("accent");
    expect(lines.flat().find(({ text }) => text === "true")?.tone).toBe("strong");
  });

  test("any value keeps every character, at any width", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 10, max: 80 }), (value, columns) => {
        const lines = jsonLines(value, columns);
        for (const line of lines) expect(lineWidth(line)).toBeLessThanOrEqual(columns);
        const squeezed = (part: string) => part.replace(/\s/g, "");
        expect(squeezed(lines.map(text).join(""))).toBe(
          squeezed(visibleRows(JSON.stringify(value, undefined, 2)).replaceAll("\n", "")),
        );
      }),
    );
  });

  test("what is not JSON is shown as it is", () => {
    expect(textLines("{not json", 40).map(text)).toEqual(["{not json"]);
    expect(textLines("a\nb", 40).map(text)).toEqual(["a", "b"]);
    expect(textLines('{"Status":"Enabled"}', 40).map(text)).toEqual(['{"Status":"Enabled"}']);
  });
});

const visibleRows = (value: string) => value.split("\n").map(visibleText).join("\n");

test("marks are ASCII where the terminal has nothing else", () => {
  expect(glyphsFor({ TERM: "linux" })).toBe(asciiGlyphs);
  expect(glyphsFor({ TERM: "xterm", LANG: "de_DE.ISO-8859-1" })).toBe(asciiGlyphs);
  expect(glyphsFor({ TERM: "xterm", LANG: "de_DE.UTF-8" })).toBe(unicodeGlyphs);
  for (const glyphs of [asciiGlyphs, unicodeGlyphs]) {
    for (const mark of Object.values(glyphs).flat()) {
      expect(width(mark)).toBe(1);
      expect(visibleText(mark)).toBe(mark);
    }
  }
});
