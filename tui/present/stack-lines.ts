import type { StackItem } from "../connection/connection.ts";
import { isBusy, type StackLook, type StacksState, type StackWork } from "../store/stacks.ts";
import { cell } from "./columns.ts";
import { duration } from "./duration.ts";
import type { Glyphs } from "./glyphs.ts";
import { changeCount, planLines, spinner } from "./operation-lines.ts";
import { problemLines } from "./problem-lines.ts";
import { blank, type Line, line, span, type Tone, wrapped, wrappedAfter } from "./spans.ts";

/** What the list of stacks is made of. `now` is milliseconds since 1970. */
export interface StackList {
  readonly stacks: readonly StackItem[];
  /** The stack whose lab is open. */
  readonly current: string | undefined;
  readonly cursor: number;
  readonly marked: readonly string[];
  readonly state: StacksState;
  readonly now: number;
}

/** One row per stack below a row of headings, then what there is to say of the stack under the cursor. */
export function stackLines(list: StackList, columns: number, glyphs: Glyphs): Line[] {
  if (list.stacks.length === 0)
    return [line("No stacks yet: the first is written down when its first answer is kept.", "dim")];
  const widths = columnWidths(list.stacks, columns);
  const item = list.stacks[list.cursor];
  return [
    headings(widths),
    ...list.stacks.map((one, index) => stackRow(one, index, list, widths, glyphs)),
    blank,
    ...(item ? details(item, list, columns, glyphs) : []),
  ];
}

interface Widths {
  readonly name: number;
  readonly purpose: number;
  /** 0 where there is no room for it. */
  readonly region: number;
}

function columnWidths(stacks: readonly StackItem[], columns: number): Widths {
  const longest = (texts: readonly string[], least: number, most: number) =>
    Math.min(most, Math.max(least, ...texts.map((text) => text.length)));
  return {
    name: longest(
      stacks.map(({ stack }) => stack),
      5,
      columns < 110 ? 16 : 30,
    ),
    purpose: longest(
      stacks.map(({ purpose }) => purpose),
      7,
      columns < 110 ? 12 : 18,
    ),
    region: columns < 110 ? 0 : 15,
  };
}

function headings({ name, purpose, region }: Widths): Line {
  const titles = `    ${cell("stack", name)}  ${cell("account", 12)}  ${cell("purpose", purpose)}  ${
    region ? `${cell("region", region)}  ` : ""
  }${cell("delivered", 10)} ${cell("findings", 9)} state`;
  return [span(titles, "dim")];
}

function stackRow(
  item: StackItem,
  index: number,
  { current, cursor, marked, state, now }: StackList,
  { name, purpose, region }: Widths,
  glyphs: Glyphs,
): Line {
  const here = index === cursor;
  const look = state.looks.get(item.stack);
  return [
    span(here ? `${glyphs.pointer} ` : "  ", "key"),
    span(
      `${marked.includes(item.stack) ? glyphs.checked : glyphs.unchecked} `,
      marked.includes(item.stack) ? "key" : "dim",
    ),
    span(cell(item.stack, name), here ? "selected" : item.stack === current ? "good" : "plain"),
    span(`  ${cell(item.accountId ?? item.target, 12)}`, item.target === "account" ? "warn" : "dim"),
    span(`  ${cell(item.purpose, purpose)}  `),
    ...(region ? [span(`${cell(item.region, region)}  `, "dim")] : []),
    delivered(look, now),
    span(" "),
    findings(look),
    span(" "),
    ...standing(item, state.works.get(item.stack), item.stack === current, glyphs, now),
  ];
}

function delivered(look: StackLook | undefined, now: number) {
  if (look?.deliveryError) return span(cell("failing", 10), "bad");
  if (!look) return span(cell("-", 10), "dim");
  return look.deliveredAt === undefined
    ? span(cell("never", 10), "warn")
    : span(cell(`${duration(Math.max(0, now - look.deliveredAt))} ago`, 10), "good");
}

function findings(look: StackLook | undefined) {
  if (!look) return span(cell("-", 9), "dim");
  const text =
    look.failed > 0 ? `${look.failed} failed` : look.unknown > 0 ? `${look.unknown} unread` : "none";
  return span(cell(text, 9), look.failed > 0 ? "bad" : look.unknown > 0 ? "warn" : "good");
}

const tones: Readonly<Record<StackWork["phase"], Tone>> = {
  looking: "accent",
  planning: "accent",
  "bringing up": "accent",
  planned: "warn",
  up: "good",
  failed: "bad",
  stopped: "warn",
};

function standing(item: StackItem, work: StackWork | undefined, open: boolean, glyphs: Glyphs, now: number) {
  if (!work) return [span(`${open ? "open; " : ""}${item.standing}`)];
  const { phase, plan, since, seconds } = work;
  const tone = tones[phase];
  if (isBusy(work)) return [span(`${spinner(glyphs, now)} ${phase} ${duration(now - since)}`, tone)];
  if (phase === "planned") {
    const changes = changeCount(plan ?? []);
    return [
      span(changes === 0 ? "planned: nothing would change" : `planned: ${count(changes, "change")}`, tone),
    ];
  }
  const mark = phase === "up" ? glyphs.done : glyphs.failed;
  return [
    span(`${mark} ${phase}`, tone),
    span(seconds === undefined ? "" : ` ${duration(seconds * 1000)}`, "dim"),
  ];
}

/** What the row has no room for. */
function details(item: StackItem, { state }: StackList, columns: number, glyphs: Glyphs): Line[] {
  const work = state.works.get(item.stack);
  const look = state.looks.get(item.stack);
  return [
    ...wrapped(
      `${item.stack}: ${item.standing}; ${item.region}${item.tailed ? "; tailed" : ""}`,
      columns,
      "dim",
    ),
    ...(look?.deliveryError
      ? wrapped(`Deliveries fail: S3 answers ${look.deliveryError}.`, columns, "bad")
      : []),
    ...(look?.worst.flatMap((title) => wrappedAfter([span("  failed  ", "bad")], title, columns)) ?? []),
    ...(look && look.failed > look.worst.length
      ? wrapped(
          `  \`trailwright check --stack ${item.stack}\` lists all ${look.failed}, and how to mend them`,
          columns,
          "dim",
        )
      : []),
    ...(work?.message && isBusy(work) ? wrapped(work.message, columns, "dim") : []),
    ...(work?.plan && work.phase !== "up" ? planLines(work.plan, columns) : []),
    ...(work?.problem ? problemLines(work.problem, columns, glyphs) : []),
  ];
}

const count = (number: number, what: string) => `${number} ${what}${number === 1 ? "" : "s"}`;
