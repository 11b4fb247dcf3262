interface Value {
  /** Literal texts between wildcards. */
  readonly pattern: readonly string[];
  /** Nothing was given, not even an empty pair of quotes. */
  readonly empty: boolean;
  /** A quote was opened and not closed. */
  readonly open: boolean;
  /** More characters could follow: it does not end in a quote or a wildcard. */
  readonly extensible: boolean;
}

const space = /\s/;

/** The text of a filter, read from left to right. */
export class FilterText {
  readonly #text: string;
  position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Whether everything has been read. */
  atEnd(): boolean {
    return this.position >= this.#text.length;
  }

  /** False at the end of the text. */
  skipSpace(): boolean {
    while (!this.atEnd() && space.test(this.#here())) this.position++;
    return !this.atEnd();
  }

  /** Reads this character if it comes next; false when it does not. */
  take(character: string): boolean {
    if (this.#here() !== character) return false;
    this.position++;
    return true;
  }

  /** `name:` in front of a value. ARNs, IPv6 addresses and the like are no fields. */
  takeFieldName(): { name?: string; position: number } {
    const position = this.position;
    const name = /^([A-Za-z]+):/.exec(this.#text.slice(position, position + 64))?.[1];
    if (name === undefined || name.toLowerCase() === "arn") return { position };
    this.position += name.length + 1;
    return { name, position };
  }

  /** Everything up to the next space outside quotes; in quotes `\"` and `\\` stand for `"` and `\`. */
  takeValue(): Value {
    const start = this.position;
    const pattern = [""];
    const append = (text: string): void => {
      pattern[pattern.length - 1] += text;
    };
    let open = false;
    let last = "";
    while (!this.atEnd() && !space.test(this.#here())) {
      last = this.#here();
      this.position++;
      if (last === '"') open = this.#takeQuoted(append);
      else if (last !== "*") append(last);
      else if (pattern.length === 1 || pattern.at(-1) !== "") pattern.push("");
    }
    const empty = this.position === start;
    return { pattern, empty, open, extensible: !empty && last !== '"' && last !== "*" };
  }

  /** True when the closing quote is missing. */
  #takeQuoted(append: (text: string) => void): boolean {
    while (!this.atEnd()) {
      const character = this.#here();
      this.position++;
      if (character === '"') return false;
      const escaped = character === "\\" && (this.#here() === '"' || this.#here() === "\\");
      append(escaped ? this.#here() : character);
      if (escaped) this.position++;
    }
    return true;
  }

  #here(): string {
    return this.#text[this.position] ?? "";
  }
}
