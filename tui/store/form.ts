import {
  bucketNameProblems,
  regionPattern,
  type StackSettings,
  type StepId,
  trailNameProblems,
} from "../../infra/index.ts";
import { editText, type TextEdit, type TextField, textField } from "./text-field.ts";

/** The answers a person gives on the screen. */
export type FieldName = "target" | "profile" | "region" | "bucketName" | "retentionDays" | "trailName";
/** A text for every field, as typed; checked only when it is kept. */
export type Answers = Readonly<Record<FieldName, string>>;

/** A form being filled in; nothing of it counts until it is kept. */
export interface Form {
  readonly step: StepId;
  readonly fields: readonly { readonly name: FieldName; readonly text: TextField }[];
  readonly index: number;
}

/** What each field is called on the screen. */
export const fieldLabels: Readonly<Record<FieldName, string>> = {
  target: "Target",
  profile: "Profile",
  region: "Region",
  bucketName: "Bucket name",
  retentionDays: "Keep log files (days)",
  trailName: "Trail name",
};

const asked: Partial<Readonly<Record<StepId, readonly FieldName[]>>> = {
  identity: ["target", "profile", "region"],
  bucket: ["bucketName", "retentionDays"],
  trail: ["trailName"],
};

/** What a step asks for; the profile matters in a real account only. */
export const fieldsOf = (step: StepId, target: string): readonly FieldName[] =>
  (asked[step] ?? []).filter((name) => name !== "profile" || target === "account");

/** Why a value cannot be kept, one sentence per broken rule; empty when it can. */
export function fieldProblems(name: FieldName, value: string): readonly string[] {
  switch (name) {
    case "bucketName":
      return bucketNameProblems(value);
    case "trailName":
      return trailNameProblems(value);
    case "region":
      return regionPattern.test(value) ? [] : ["is not an AWS region name (like us-east-1)"];
    case "retentionDays": {
      const days = Number(value);
      return /^\d+$/.test(value) && days >= 1 && days <= 36_500
        ? []
        : ["must be a whole number from 1 to 36500"];
    }
    case "target":
    case "profile":
      return [];
  }
}

/** A form for a step with the answers as they are; undefined for a step that asks nothing. */
export function openForm(step: StepId, answers: Answers): Form | undefined {
  const names = fieldsOf(step, answers.target);
  if (names.length === 0) return undefined;
  return { step, index: 0, fields: names.map((name) => ({ name, text: textField(answers[name]) })) };
}

/** Applies an edit to the current field. The target is a choice: any edit that moves sideways flips it. */
export function editForm(form: Form, edit: TextEdit, answers: Answers): Form {
  const current = form.fields[form.index]!;
  if (current.name !== "target") {
    return withField(form, form.index, editText(current.text, edit));
  }
  const flips =
    edit.type === "left" || edit.type === "right" || (edit.type === "insert" && edit.text === " ");
  if (!flips) return form;
  const target = current.text.value === "sandbox" ? "account" : "sandbox";
  const fields = fieldsOf(form.step, target).map(
    (name) => form.fields.find((field) => field.name === name) ?? { name, text: textField(answers[name]) },
  );
  return withField({ ...form, fields }, form.index, textField(target));
}

/** To the next or previous field, around the ends. */
export const moveInForm = (form: Form, by: number): Form => ({
  ...form,
  index: (form.index + by + form.fields.length) % form.fields.length,
});

const withField = (form: Form, index: number, text: TextField): Form => ({
  ...form,
  fields: form.fields.map((field, at) => (at === index ? { ...field, text } : field)),
});

/** The first field that cannot be kept, as its index; -1 when all can. */
export const invalidField = (form: Form): number =>
  form.fields.findIndex(({ name, text }) => fieldProblems(name, text.value.trim()).length > 0);

/** The values typed, trimmed. */
export const formValues = (form: Form): Partial<Record<FieldName, string>> =>
  Object.fromEntries(form.fields.map(({ name, text }) => [name, text.value.trim()]));

/** The values that are settings of the stack and differ from those it has. */
export function changedSettings(form: Form, settings: StackSettings): Partial<StackSettings> {
  const { bucketName, trailName, region, retentionDays } = formValues(form);
  return {
    ...(bucketName !== undefined && bucketName !== settings.bucketName ? { bucketName } : {}),
    ...(trailName !== undefined && trailName !== settings.trailName ? { trailName } : {}),
    ...(region !== undefined && region !== settings.region ? { region } : {}),
    ...(retentionDays !== undefined && Number(retentionDays) !== settings.retentionDays
      ? { retentionDays: Number(retentionDays) }
      : {}),
  };
}
