import { FilterPatternError } from "./filter-pattern-error.ts";
import { linearRegex, type LinearRegex } from "./linear-regex.ts";

/** Reads a pattern from left to right. White space between its parts means nothing. */
export class Scanner {
  readonly text: string;
  at: number;
  readonly #end: number;
  #regexes = 0;

  /** @param end where to stop, exclusive */
  constructor(text: string, start = 0, end = text.length) {
    this.text = text;
    this.at = start;
    this.#end = end;
  }

  /** Whether nothing is left. */
  get isDone(): boolean {
    this.#skip();
    return this.at >= this.#end;
  }

  /** Where the next part begins. */
  get next(): number {
    this.#skip();
    return this.at;
  }

  /** Whether `token` comes next; takes it if so. */
  take(token: string): boolean {
    const found = this.sees(token);
    if (found) this.at += token.length;
    return found;
  }

  sees(token: string): boolean {
    this.#skip();
    return this.at + token.length <= this.#end && this.text.startsWith(token, this.at);
  }

  /** Takes a word of these letters only (`IS`), not the beginning of a longer one. */
  takeWord(word: string): boolean {
    this.#skip();
    return /\w/.test(this.text[this.at + word.length] ?? "") ? false : this.take(word);
  }

  /** Takes what the sticky expression matches here. */
  takeMatch(expression: RegExp, skip = true): string | undefined {
    if (skip) this.#skip();
    expression.lastIndex = this.at;
    const [found] = expression.exec(this.text.slice(0, this.#end)) ?? [];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  /** Takes a text in double quotes; inside, a backslash makes a quote or a backslash. */
  quoted(): string {
    const start = this.at;
    this.expect('"');
    for (let text = ""; this.at < this.#end; this.at++) {
      const letter = this.text[this.at]!;
      const next = this.text[this.at + 1];
      if (letter === '"') {
        this.at++;
        return text;
      }
      if (letter === "\\" && (next === '"' || next === "\\")) {
        text += next;
        this.at++;
      } else text += letter;
    }
    throw this.trouble("a quote that is not closed", start);
  }

  /**
   * Takes a regular expression between percent signs: letters, digits, `_#=@/;,-:` and the operators `^$?[]{}|\*+.`, as
   * CloudWatch Logs has them. At most two to a pattern.
   */
  regex(): LinearRegex {
    const start = this.at;
    this.expect("%");
    const source = this.takeMatch(/(?:\\.|[^%\\])*/suy, false) ?? "";
    if (!this.text.startsWith("%", this.at) || this.at >= this.#end)
      throw this.trouble("a regular expression that is not closed", start);
    this.at++;
    const foreign = /[^\w#=@/;,\-:^$?[\]{}|\\*+. ]/u.exec(source);
    if (source === "" || foreign)
      throw this.trouble(
        `a regular expression with ${foreign ? `'${foreign[0]}', which is not supported` : "nothing in it"}`,
        start,
      );
    if (++this.#regexes > 2) throw this.trouble("a third regular expression; two are allowed", start);
    try {
      return linearRegex(source);
    } catch (error) {
      const problem = error instanceof RangeError ? "repeats too much" : "cannot be understood";
      throw this.trouble(`a regular expression that ${problem}`, start);
    }
  }

  expect(token: string): void {
    if (!this.take(token)) throw this.trouble(`'${token}' expected`);
  }

  trouble(problem: string, position?: number): FilterPatternError {
    this.#skip();
    return new FilterPatternError(problem, position ?? Math.min(this.at, this.#end));
  }

  #skip(): void {
    while (this.at < this.#end && /\s/u.test(this.text[this.at]!)) this.at++;
  }
}
