import type { FeedStatus, FilteredLog } from "../feed/log-feed.ts";
import type { LogUi } from "../store/ui-state.ts";
import type { Glyphs } from "./glyphs.ts";
import { type Line, span, wrapped, wrappedAfter } from "./spans.ts";
import { fieldSpans } from "./answer-lines.ts";
import { visibleText } from "./visible-text.ts";

/** Title of the log pane: following or paused, how much there is, and what is wrong. */
export function logTitle(at: LogUi["at"], below: number, focused: boolean, glyphs: Glyphs): Line {
  return [
    span("Log", focused ? "selected" : "strong"),
    span("  "),
    ...(at
      ? [span("paused", "warn"), span(below > 0 ? `  ${glyphs.down} ${below} below` : "", "key")]
      : [span("following", "good")]),
  ];
}

/** Remark in the title: records, log files, when the last came. */
export function logRemark(status: FeedStatus, shown: number, complete: boolean, filtered: boolean): Line {
  const of = filtered ? `${shown}${complete ? "" : "+"} of ${status.records}` : `${status.records}`;
  const records = `${of} ${status.records === 1 ? "record" : "records"}`;
  const files = `${status.logFiles} ${status.logFiles === 1 ? "log file" : "log files"}`;
  const last =
    status.lastDeliveredAt === undefined
      ? ""
      : `, last at ${new Date(status.lastDeliveredAt).toISOString().slice(11, 19)}`;
  return [span(`${records} from ${files}${last}`, "dim")];
}

/** The filter: as it is typed, with a mark under the character that is wrong, or as it is in force. */
export function filterLines(log: LogUi, { problem }: FilteredLog, columns: number): Line[] {
  if (!log.typing) {
    return log.filter === ""
      ? []
      : [[span("filter ", "key"), span(log.filter, "accent"), span("  Esc clears it", "dim")]];
  }
  const field: Line = [span("filter ", "key"), ...fieldSpans(log.typing, columns - 8)];
  if (!problem) {
    const hint =
      log.typing.value === ""
        ? "words, or event: service: user: error: …  * stands for anything, - excludes"
        : "";
    return [[...field, span(`  ${hint}`, "dim")]];
  }
  const at = visibleText(log.typing.value.slice(0, problem.position)).length;
  return [field, [span(`${" ".repeat(7 + at)}^ `, "bad"), span(problem.message, "bad")]];
}

/** The last two things that went wrong with the tail, at most two rows each. */
export const feedProblemLines = ({ problems, stacks }: FeedStatus, columns: number, glyphs: Glyphs): Line[] =>
  problems
    .slice(-2)
    .flatMap(({ stack, message, next }) =>
      wrappedAfter(
        [span(`${glyphs.failed} `, "bad"), span(stacks.length > 1 ? `${stack}: ` : "", "accent")],
        next ? `${message} ${next}` : message,
        columns,
        "bad",
      ).slice(0, 2),
    );

/** What an empty log pane says, and why it is empty. */
export function emptyLog(status: FeedStatus, filter: string, columns: number): Line[] {
  if (status.problems.length > 0) return [];
  if (filter !== "" && status.records > 0) return wrapped("No record fits the filter.", columns, "dim");
  if (status.stacks.length === 0) {
    return wrapped(
      "Nothing to tail yet: it starts as soon as a trail delivers into its bucket (step 4).",
      columns,
      "dim",
    );
  }
  const where =
    status.stacks.length === 1
      ? `the bucket of ${status.stacks[0]}`
      : `the buckets of ${status.stacks.length} stacks`;
  return wrapped(
    status.caughtUp
      ? `Nothing has been delivered to ${where} yet. It is looked at every few seconds.`
      : `Reading ${where} …`,
    columns,
    "dim",
  );
}
