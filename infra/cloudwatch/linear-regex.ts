/** A regular expression that is only asked whether it matches anywhere. */
export interface LinearRegex {
  test(text: string): boolean;
}

/** One step of a match: a character, a place, a fork, or the end. */
type Step =
  | { readonly kind: "take"; readonly takes: (code: number) => boolean }
  | { readonly kind: "place"; readonly holds: (text: string, at: number) => boolean }
  | { readonly kind: "fork"; readonly to: readonly number[] }
  | { readonly kind: "found" };

/** Steps of one expression: what a match costs is this times the length of the text, at most. */
const mostSteps = 1_200;

/**
 * Compiles JavaScript's regular expressions without groups, which is what filter patterns have. Other people's patterns
 * run over other people's texts here, and the engine's own matching, which tries one way after the other, takes hours for
 * `.*.*.*.*x`; this one follows all ways at once (Thompson, "Regular Expression Search Algorithm", 1968).
 * @throws SyntaxError for what is none; RangeError for one that repeats too much
 */
export function linearRegex(source: string): LinearRegex {
  // The engine knows best what is one.
  new RegExp(source);
  const steps: Step[] = [];
  const alternatives = alternativesOf(source);
  const starts: number[] = [];
  const ends: { to: number[] }[] = [];
  for (const terms of alternatives) {
    starts.push(steps.length);
    for (const term of terms) addTerm(steps, term);
    const end = { to: [] as number[] };
    ends.push(end);
    steps.push({ kind: "fork", to: end.to });
  }
  for (const { to } of ends) to.push(steps.length);
  steps.push({ kind: "found" });
  return { test: (text) => finds(steps, starts, text) };
}

function finds(steps: readonly Step[], starts: readonly number[], text: string): boolean {
  const seenAt = new Int32Array(steps.length).fill(-1);
  let going: number[] = [];
  for (let at = 0; at <= text.length; at++) {
    const next: number[] = [];
    going.push(...starts);
    for (let index = going.pop(); index !== undefined; index = going.pop()) {
      if (seenAt[index] === at) continue;
      seenAt[index] = at;
      const step = steps[index]!;
      if (step.kind === "found") return true;
      if (step.kind === "fork") going.push(...step.to);
      else if (step.kind === "place") {
        if (step.holds(text, at)) going.push(index + 1);
      } else if (at < text.length && step.takes(text.charCodeAt(at))) next.push(index + 1);
    }
    going = next;
  }
  return false;
}

/** A character or place, and how often. */
interface Term {
  readonly step: Step;
  readonly least: number;
  readonly most: number;
}

function addTerm(steps: Step[], { step, least, most }: Term): void {
  const copies = Math.max(least, most === Infinity ? least + 1 : most);
  if (steps.length + 2 * copies > mostSteps) throw new RangeError("It repeats too much.");
  for (let count = 0; count < least; count++) steps.push(step);
  if (most === Infinity) {
    const start = steps.length;
    steps.push({ kind: "fork", to: [start + 1, start + 3] }, step, { kind: "fork", to: [start] });
    return;
  }
  const end = steps.length + 2 * (most - least);
  for (let count = least; count < most; count++)
    steps.push({ kind: "fork", to: [steps.length + 1, end] }, step);
}

const atomForm =
  /\\(?:x[\da-f]{2}|u[\da-f]{4}|c[a-z]|[0-3][0-7]{0,2}|[4-7][0-7]?|[^])|\[(?:\\[^]|[^\]\\])*\]|[^]/iy;
const repeatForm = /(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??/y;

function alternativesOf(source: string): readonly (readonly Term[])[] {
  const alternatives: Term[][] = [[]];
  for (let at = 0; at < source.length;) {
    const atom = matchAt(atomForm, source, at)![0];
    at += atom.length;
    if (atom === "|") {
      alternatives.push([]);
      continue;
    }
    const repeat = matchAt(repeatForm, source, at);
    at += repeat?.[0].length ?? 0;
    alternatives.at(-1)!.push({ step: stepOf(atom), ...timesOf(repeat) });
  }
  return alternatives;
}

function matchAt(form: RegExp, source: string, at: number): RegExpExecArray | null {
  form.lastIndex = at;
  return form.exec(source);
}

function timesOf(repeat: RegExpExecArray | null): Pick<Term, "least" | "most"> {
  const [, sign, first, comma, last] = repeat ?? [];
  if (sign !== undefined) return { least: Number(sign === "+"), most: sign === "?" ? 1 : Infinity };
  if (first === undefined) return { least: 1, most: 1 };
  const least = Number(first);
  return { least, most: comma === undefined ? least : last ? Number(last) : Infinity };
}

const isWordAt = (text: string, at: number): boolean => /\w/.test(text.charAt(at));
const isEdge = (text: string, at: number): boolean => isWordAt(text, at - 1) !== isWordAt(text, at);

function stepOf(atom: string): Step {
  if (atom === "^") return { kind: "place", holds: (_, at) => at === 0 };
  if (atom === "$") return { kind: "place", holds: (text, at) => at === text.length };
  if (atom === "\\b") return { kind: "place", holds: isEdge };
  if (atom === "\\B") return { kind: "place", holds: (text, at) => !isEdge(text, at) };
  if (atom.length === 1 && atom !== ".")
    return { kind: "take", takes: (code) => code === atom.charCodeAt(0) };
  const one = new RegExp(`^${atom}$`);
  const fits = (code: number) => one.test(String.fromCharCode(code));
  const common = Array.from({ length: 128 }, (_, code) => fits(code));
  return { kind: "take", takes: (code) => common[code] ?? fits(code) };
}
