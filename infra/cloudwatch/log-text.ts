/** A log event's message, taken apart once however many patterns look at it. */
export class LogText {
  readonly message: string;
  #json: { readonly value: unknown } | undefined;
  #fields: readonly string[] | undefined;

  constructor(message: string) {
    this.message = message;
  }

  /** The message as JSON; undefined for one that is no object or list. */
  get json(): unknown {
    this.#json ??= { value: parsed(this.message) };
    return this.#json.value;
  }

  /** The message's fields: words between spaces, or what stands between brackets or double quotes. */
  get fields(): readonly string[] {
    this.#fields ??= [...this.message.matchAll(/\[([^\]]*)\]|"((?:\\.|[^"\\])*)"|(\S+)/gsu)].map(
      ([, bracketed, quoted, word]) => bracketed ?? quoted ?? word ?? "",
    );
    return this.#fields;
  }
}

function parsed(message: string): unknown {
  if (!/^\s*[{[]/u.test(message)) return undefined;
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}
