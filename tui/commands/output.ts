import { setImmediate } from "node:timers/promises";
import { visibleText } from "../present/visible-text.ts";

/** Where a command's words go: people's lines and, with --json, one JSON object per line for programs. */
export interface Output {
  readonly json: boolean;
  /** The result, for people: stdout, or stderr when stdout is NDJSON. Line breaks stay, everything else is made visible. */
  say(text: string): void;
  /** What is going on meanwhile, for people: always stderr. */
  note(text: string): void;
  /** One NDJSON line, with --json only. */
  emit(value: { readonly type: string } & Readonly<Record<string, unknown>>): void;
  /** One NDJSON line that is JSON text already, with --json only. */
  emitText(json: string): void;
  /** Text exactly as it is, to stdout: for shells. */
  raw(text: string): void;
  /** Resolves when everything written has left the process. */
  flush(): Promise<void>;
}

/**
 * Opens the output. `onClosed`: nothing can be written to stdout any more; without a reason when the reader went away
 * (`| head`), so that there is nobody left to work for.
 */
export function openOutput(
  streams: { stdout: NodeJS.WriteStream; stderr: NodeJS.WriteStream },
  json: boolean,
  onClosed: (reason: Error | undefined) => void,
): Output {
  const { stdout, stderr } = streams;
  let closed = false;
  const onError = (error: NodeJS.ErrnoException) => {
    if (closed) return;
    closed = true;
    onClosed(error.code === "EPIPE" ? undefined : error);
  };
  stdout.on("error", onError);
  stderr.on("error", () => {});
  const write = (stream: NodeJS.WriteStream, text: string) => {
    if (!(closed && stream === stdout)) stream.write(`${text}\n`);
  };
  const people = (text: string) => text.split("\n").map(visibleText).join("\n");
  return {
    json,
    say: (text) => write(json ? stderr : stdout, people(text)),
    note: (text) => write(stderr, people(text)),
    emit: (value) => {
      if (json) write(stdout, inertJson(JSON.stringify(value)));
    },
    emitText: (text) => {
      if (json) write(stdout, inertJson(text));
    },
    raw: (text) => write(stdout, text),
    flush: async () => {
      await Promise.all([drained(stdout, closed), drained(stderr, false)]);
      // A write that fails says so a moment later.
      await setImmediate();
    },
  };
}

/** What a terminal may obey and JSON does not escape by itself: C1 controls, invisible and reversing characters. */
const active = /[\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}]/gu;

/** The same JSON with those escaped: they can stand inside of strings only. */
function inertJson(json: string): string {
  return json.replace(active, (character) =>
    Array.from({ length: character.length }, (_, at) => escaped(character.charCodeAt(at))).join(""),
  );
}

const escaped = (unit: number): string => `\\u${unit.toString(16).padStart(4, "0")}`;

function drained(stream: NodeJS.WriteStream, closed: boolean): Promise<void> {
  if (closed || stream.destroyed || stream.writableLength === 0) return Promise.resolve();
  return new Promise((resolve) => stream.write("", () => resolve()));
}
