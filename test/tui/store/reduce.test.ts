import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  changedSettings,
  editForm,
  fieldProblems,
  fieldsOf,
  formValues,
  invalidField,
  moveInForm,
  openForm,
} from "../../../tui/store/form.ts";
import { reduce, type UiAction } from "../../../tui/store/reduce.ts";
import { store } from "../../../tui/store/store.ts";
import { characters, editText, type TextEdit, textField } from "../../../tui/store/text-field.ts";
import { initialUi } from "../../../tui/store/ui-state.ts";
import { labState } from "../../helpers/lab-fixture.ts";

const played = (...actions: UiAction[]) => actions.reduce(reduce, initialUi);
const answers = {
  target: "sandbox",
  profile: "",
  region: "us-east-1",
  bucketName: "logs-1",
  retentionDays: "365",
  trailName: "MyTrail",
};

describe("what the eye looks at", () => {
  test("a task puts the busy mark up before it starts, and the last to end takes it down", () => {
    const two = played(
      { type: "task-started", task: "planning" },
      { type: "task-started", task: "planning" },
    );
    expect(two.tasks).toEqual(["planning", "planning"]);
    const one = reduce(two, { type: "task-ended", task: "planning" });
    expect(one.tasks).toEqual(["planning"]);
    expect(reduce(one, { type: "task-ended", task: "planning" }).tasks).toEqual([]);
  });

  test("another screen starts afresh, the log keeps its filter", () => {
    const state = played(
      { type: "type-filter" },
      { type: "edit-filter", edit: { type: "insert", text: "error" } },
      { type: "keep-filter" },
      { type: "scroll", to: 7 },
      { type: "show", screen: "stacks" },
    );
    expect(state).toMatchObject({
      screen: "stacks",
      scroll: undefined,
      focus: "step",
      log: { filter: "error" },
    });
  });

  test("the filter works while it is typed, and typing follows again", () => {
    const row = { order: 1 } as never;
    const state = played(
      { type: "pause", row, offset: 3 },
      { type: "type-filter" },
      { type: "edit-filter", edit: { type: "insert", text: "x" } },
    );
    expect(state.log).toMatchObject({ filter: "x", at: undefined });
    expect(reduce(state, { type: "clear-filter" }).log).toEqual({
      filter: "",
      typing: undefined,
      at: undefined,
    });
  });

  test("a scrolled step goes back to what is interesting when work starts and ends", () => {
    expect(
      played({ type: "scroll", to: 5 }, { type: "task-started", task: "planning" }).scroll,
    ).toBeUndefined();
  });

  test("what changes nothing is the very same state, so nothing is drawn", () => {
    expect(played({ type: "show", screen: "lab" })).toBe(initialUi);
    expect(played({ type: "task-ended", task: "planning" })).toBe(initialUi);
    const values = store(1);
    let heard = 0;
    values.subscribe(() => heard++);
    values.set(1);
    values.set(2);
    expect(heard).toBe(1);
  });
});

describe("a line of text", () => {
  test("is edited character by character, as people see characters", () => {
    const family = "e\u0301";
    const edits: TextEdit[] = [
      { type: "insert", text: `a${family}b` },
      { type: "left" },
      { type: "backspace" },
    ];
    expect(edits.reduce(editText, textField(""))).toEqual({ value: "ab", cursor: 1 });
    expect(editText(textField("my-bucket"), { type: "word-backspace" }).value).toBe("my-");
    expect(editText(textField("x"), { type: "insert", text: "a\r\nb\u001b" }).value).toBe("xab");
  });

  test("the cursor never leaves it", () => {
    const edit = fc.oneof(
      fc.string().map((text): TextEdit => ({ type: "insert", text })),
      fc
        .constantFrom<TextEdit["type"]>(
          "backspace",
          "delete",
          "left",
          "right",
          "home",
          "end",
          "clear",
          "word-backspace",
        )
        .map((type) => ({ type }) as TextEdit),
    );
    fc.assert(
      fc.property(fc.array(edit), (edits) => {
        const { value, cursor } = edits.reduce(editText, textField(""));
        expect(cursor).toBeGreaterThanOrEqual(0);
        expect(cursor).toBeLessThanOrEqual(characters(value).length);
      }),
    );
  });
});

describe("a form", () => {
  test("asks for a profile in a real account only", () => {
    expect(fieldsOf("identity", "sandbox")).toEqual(["target", "region"]);
    const form = editForm(openForm("identity", answers)!, { type: "right" }, answers);
    expect(form.fields.map(({ name }) => name)).toEqual(["target", "profile", "region"]);
    expect(formValues(editForm(form, { type: "left" }, answers))).toEqual({
      target: "sandbox",
      region: "us-east-1",
    });
  });

  test("says what is wrong as it is typed", () => {
    expect(fieldProblems("bucketName", "Bad..name-")).toEqual([
      "must not contain upper-case letters",
      "must begin and end with a letter or digit",
      "must not contain two dots in a row",
    ]);
    expect(fieldProblems("retentionDays", "0")).toHaveLength(1);
    expect(fieldProblems("retentionDays", "1.5")).toHaveLength(1);
    expect(fieldProblems("region", "us-east")).toHaveLength(1);
    expect(fieldProblems("trailName", "MyTrail")).toEqual([]);
  });

  test("goes around its fields, finds the first that does not fit, and gives only what differs", () => {
    const form = moveInForm(openForm("bucket", answers)!, -1);
    expect(form.index).toBe(1);
    const wrong = editForm(form, { type: "insert", text: "x" }, answers);
    expect(invalidField(wrong)).toBe(1);
    const settings = labState("bucket").settings;
    const changed = editForm(
      openForm("bucket", { ...answers, bucketName: settings.bucketName })!,
      { type: "insert", text: "2" },
      answers,
    );
    expect(changedSettings(changed, settings)).toEqual({ bucketName: `${settings.bucketName}2` });
  });
});
