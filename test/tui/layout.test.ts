import { describe, expect, test } from "vitest";
import { layout, windowStart } from "../../tui/layout.ts";

describe("the layout", () => {
  test("uses every row and column at every size", () => {
    for (let columns = 60; columns <= 220; columns += 5) {
      for (let rows = 16; rows <= 70; rows++) {
        for (const there of [true, false]) {
          for (const zoom of [true, false]) {
            const place = layout(columns, rows, { there, zoom: zoom && there, wanted: !zoom })!;
            const inner = place.body.rows + (place.log?.rows ?? 0);
            expect(inner).toBe(rows - (place.wide ? 3 : 4));
            expect(place.body.columns + (place.wide ? place.stepsColumns + 2 : 0)).toBe(columns);
            if (!zoom) expect(place.body.rows).toBeGreaterThanOrEqual(6);
            if (there) expect(place.log!.rows).toBeGreaterThanOrEqual(5);
          }
        }
      }
    }
  });

  test("has none for a terminal that is too small", () => {
    expect(layout(59, 40, { there: false, zoom: false, wanted: false })).toBeUndefined();
    expect(layout(80, 15, { there: false, zoom: false, wanted: false })).toBeUndefined();
  });
});

describe("the window over a body", () => {
  const lines = Array.from({ length: 30 });

  test("shows what is interesting from its first row, all of it when it fits", () => {
    expect(windowStart({ lines, focus: 12 }, 10, undefined)).toBe(12);
    expect(windowStart({ lines, focus: 25 }, 10, undefined)).toBe(20);
    expect(windowStart({ lines, focus: 12 }, 40, undefined)).toBe(0);
  });

  test("keeps the cursor in sight", () => {
    expect(windowStart({ lines, focus: 5, cursor: 8 }, 10, undefined)).toBe(5);
    expect(windowStart({ lines, focus: 5, cursor: 20 }, 10, undefined)).toBe(15);
  });

  test("stays where somebody scrolled, within the body", () => {
    expect(windowStart({ lines, focus: 12 }, 10, 3)).toBe(3);
    expect(windowStart({ lines, focus: 12 }, 10, 99)).toBe(20);
    expect(windowStart({ lines, focus: 12 }, 10, -4)).toBe(0);
  });
});
