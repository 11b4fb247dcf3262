/** Strings in quotes, field selectors, operators and words: what remains when spaces do not count. */
const tokens = (pattern: string): readonly string[] =>
  pattern.match(/"(?:[^"\\]|\\.)*"|\$[.\w]+|&&|\|\||[{}()]|[!<>]?=|[^\s{}()&|!=<>"$]+|\S/g) ?? [];

/** Whether two filter patterns are the same but for spaces outside of quotes. Pure. */
export const samePattern = (a: string, b: string): boolean => tokens(a).join(" ") === tokens(b).join(" ");

/** What a pattern speaks of: its fields and values, without quotes. */
const words = (pattern: string): ReadonlySet<string> =>
  new Set(tokens(pattern).flatMap((token) => (/^[\w$"*]/.test(token) ? [token.replaceAll('"', "")] : [])));

/** How much two patterns speak of the same, 0 to 1. Pure. */
export function likeness(a: string, b: string): number {
  const [left, right] = [words(a), words(b)];
  const common = [...left].filter((word) => right.has(word)).length;
  const all = left.size + right.size - common;
  return all === 0 ? 0 : common / all;
}

/** In words: what of the wanted pattern the given one lacks and what it has besides. Pure. */
export function differences(wanted: string, given: string): string {
  const [left, right] = [words(wanted), words(given)];
  const missing = [...left].filter((word) => !right.has(word));
  const added = [...right].filter((word) => !left.has(word));
  const parts = [
    ...(missing.length > 0 ? [`it lacks ${missing.join(", ")}`] : []),
    ...(added.length > 0 ? [`it adds ${added.join(", ")}`] : []),
  ];
  return parts.length > 0 ? parts.join("; ") : "operators, quotes or order differ";
}
