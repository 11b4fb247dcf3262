import type { StepId } from "../../infra/index.ts";
import {
  type Answers,
  type FieldName,
  type Form,
  fieldLabels,
  fieldProblems,
  fieldsOf,
} from "../store/form.ts";
import { characters, type TextField } from "../store/text-field.ts";
import { cell } from "./columns.ts";
import type { Glyphs } from "./glyphs.ts";
import { type Line, type Span, span, wrappedAfter } from "./spans.ts";
import type { Place } from "./step-lines.ts";

/** The answers of a step, or the form that changes them with what is wrong with each as it is typed. */
export function answerLines(
  step: StepId,
  answers: Answers,
  form: Form | undefined,
  profiles: readonly string[],
  place: Place,
): { lines: Line[]; focus: number } {
  const names = form ? form.fields.map(({ name }) => name) : fieldsOf(step, answers.target);
  const labelWidth = Math.max(0, ...names.map((name) => fieldLabels[name].length)) + 2;
  const lines: Line[] = [];
  let focus = 0;
  for (const [index, name] of names.entries()) {
    const editing = form?.fields[index];
    const current = form?.index === index;
    if (current) focus = lines.length;
    const lead = [
      span(current ? `${place.glyphs.pointer} ` : "  ", "key"),
      span(cell(fieldLabels[name], labelWidth), current ? "strong" : "dim"),
    ];
    const value = editing?.text.value ?? answers[name];
    if (name === "target") {
      if (form) lines.push([...lead, ...targetChoice(value, place.glyphs)]);
      else
        lines.push(
          ...wrappedAfter(lead, targetWords[value === "account" ? "account" : "sandbox"], place.columns),
        );
      continue;
    }
    lines.push(
      editing && current
        ? [...lead, ...fieldSpans(editing.text, place.columns - labelWidth - 2)]
        : [...lead, span(value || emptyField(name), value ? "plain" : "dim")],
    );
    if (editing) {
      const indent = " ".repeat(labelWidth + 2);
      const problems = fieldProblems(name, value.trim());
      if (problems.length > 0) {
        for (const problem of problems)
          lines.push(
            ...wrappedAfter([span(`${indent}${place.glyphs.failed} `, "bad")], problem, place.columns, "bad"),
          );
      } else if (name === "profile") {
        const configured =
          profiles.length > 0 ? `configured: ${profiles.join(", ")}` : "no profiles are configured";
        lines.push(...wrappedAfter([span(indent)], configured, place.columns, "dim"));
      } else if (current && value.trim() !== "") {
        lines.push(
          ...wrappedAfter(
            [span(`${indent}${place.glyphs.done} `, "good")],
            fieldRule[name] ?? "fits",
            place.columns,
            "good",
          ),
        );
      }
    }
  }
  return { lines, focus };
}

const fieldRule: Partial<Readonly<Record<FieldName, string>>> = {
  bucketName: "fits S3's naming rules; whether it is free is seen when it is made",
  trailName: "fits CloudTrail's naming rules",
  region: "has the form of a region's name",
};

const emptyField = (name: FieldName) => (name === "profile" ? "(default)" : "-");

const targetWords = {
  sandbox: "sandbox: a local AWS on this machine, no account needed",
  account: "a real AWS account",
};

function targetChoice(value: string, glyphs: Glyphs): Line {
  const option = (name: keyof typeof targetWords, what: string): Span[] => [
    span(`${value === name ? glyphs.current : glyphs.open} ${what}`, value === name ? "strong" : "dim"),
    span("   "),
  ];
  return [...option("sandbox", "sandbox"), ...option("account", "AWS account"), span("Left Right", "key")];
}

/** A field with its cursor; a long value scrolls under it. */
export function fieldSpans({ value, cursor }: TextField, columns: number): Line {
  const all = characters(value);
  const room = Math.max(4, columns - 1);
  const from = Math.max(0, Math.min(cursor - room + 1, all.length - room + 1));
  const shown = all.slice(from, from + room);
  const at = cursor - from;
  return [
    span(shown.slice(0, at).join(""), "accent"),
    span(shown[at] ?? " ", "selected"),
    span(shown.slice(at + 1).join(""), "accent"),
  ];
}
