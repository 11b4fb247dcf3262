/**
 * Whether a text as a whole consists of the parts in their order with anything between them. Takes the earliest place for
 * each part, so that no pattern and no text (both may be hostile) takes more than linear time.
 */
export function fits(text: string, parts: readonly string[]): boolean {
  const first = parts[0] ?? "";
  if (parts.length < 2) return text === first;
  const last = parts.at(-1)!;
  const end = text.length - last.length;
  if (!text.startsWith(first) || !text.endsWith(last) || end < first.length) return false;
  let from = first.length;
  for (const part of parts.slice(1, -1)) {
    const at = text.indexOf(part, from);
    if (at < 0 || at + part.length > end) return false;
    from = at + part.length;
  }
  return true;
}
