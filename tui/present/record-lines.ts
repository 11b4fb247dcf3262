import { deliveryDelay, type RecordRow } from "../../infra/index.ts";
import { breakHard } from "./columns.ts";
import { jsonLines } from "./json-lines.ts";
import { blank, type Line, span, wrappedAfter } from "./spans.ts";
import { visibleText } from "./visible-text.ts";

/** The whole record: where it came from, how long that took, then every field; or raw, one unbroken text to copy. */
export function recordLines(row: RecordRow, raw: boolean, columns: number): Line[] {
  if (raw) return breakHard(visibleText(row.json), columns).map((part) => [span(part)]);
  const fact = (label: string, value: string) =>
    wrappedAfter([span(`${label.padEnd(11)}`, "dim")], value, columns);
  return [
    ...fact("Stack", row.stack),
    ...fact("Log file", row.key),
    ...fact(
      "Delivered",
      `${new Date(row.deliveredAt).toISOString()}, ${deliveryDelay(row.deliveredAt - row.time)} after the call`,
    ),
    blank,
    ...jsonLines(parsed(row.json), columns),
  ];
}

// Shown as a string where it is not JSON: the reader lets odd records through on purpose.
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}
