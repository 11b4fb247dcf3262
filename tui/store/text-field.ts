/** A line of text being edited. `cursor` counts characters as people see them, not code units. */
export interface TextField {
  readonly value: string;
  readonly cursor: number;
}

/** One edit of a line. */
export type TextEdit =
  | { readonly type: "insert"; readonly text: string }
  | {
      readonly type: "backspace" | "delete" | "left" | "right" | "home" | "end" | "clear" | "word-backspace";
    };

const segmenter = new Intl.Segmenter();

/** A text as characters as people see them. */
export const characters = (text: string): string[] =>
  [...segmenter.segment(text)].map(({ segment }) => segment);

/** A field holding `value`, cursor at its end. */
export const textField = (value: string): TextField => ({ value, cursor: characters(value).length });

/** Applies one edit. Line breaks and controls in inserted text (a paste) become nothing: a field is one line. */
export function editText(field: TextField, edit: TextEdit): TextField {
  const all = characters(field.value);
  const before = all.slice(0, field.cursor);
  const after = all.slice(field.cursor);
  switch (edit.type) {
    case "insert": {
      const text = edit.text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, "");
      const left = before.join("") + text;
      return { value: left + after.join(""), cursor: characters(left).length };
    }
    case "backspace":
      return { value: [...before.slice(0, -1), ...after].join(""), cursor: Math.max(0, field.cursor - 1) };
    case "delete":
      return { value: [...before, ...after.slice(1)].join(""), cursor: field.cursor };
    case "word-backspace": {
      const kept = before.join("").replace(/[^\s.-]*[\s.-]*$/, "");
      return { value: kept + after.join(""), cursor: characters(kept).length };
    }
    case "left":
      return { ...field, cursor: Math.max(0, field.cursor - 1) };
    case "right":
      return { ...field, cursor: Math.min(all.length, field.cursor + 1) };
    case "home":
      return { ...field, cursor: 0 };
    case "end":
      return { ...field, cursor: all.length };
    case "clear":
      return { value: "", cursor: 0 };
  }
}
