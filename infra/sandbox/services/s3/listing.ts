/** One line of a listing: an entry, or the common prefix that stands for many. */
export type Line<T> = { readonly entry: T } | { readonly prefix: string };

/** What a listing is asked for. */
export interface ListingRequest<T> {
  readonly prefix: string;
  /** Empty: no grouping. */
  readonly delimiter: string;
  readonly limit: number;
  /** Only what comes after this key; a common prefix given here is not shown again. */
  readonly after: string;
  /** Entries from a key (inclusive) on, all of which begin with the prefix, in UTF-8 order. */
  readonly from: (key: string) => Iterable<[string, T]>;
  /** False leaves an entry out of listing and count. */
  readonly shown: (entry: T) => boolean;
}

/** One page of a listing. */
export interface Page<T> {
  readonly lines: readonly Line<T>[];
  /** Key or common prefix to go on after; undefined when this is the end. */
  readonly next?: string;
}

/** The character after every other: what begins with a prefix sorts before the prefix followed by it. */
const last = "\u{10ffff}";

/** Lists keys in order, those with a delimiter after the prefix rolled up ("ListObjects", Amazon S3 API Reference). */
export function listPage<T>(request: ListingRequest<T>): Page<T> {
  const { prefix, delimiter, limit, after } = request;
  const lines: Line<T>[] = [];
  let name = "";
  let start = after;
  if (delimiter !== "" && after.startsWith(prefix) && commonPrefix(after, prefix, delimiter) === after)
    start = after + last;
  // Walking ends at each group, to jump over it.
  for (;;) {
    let jump: string | undefined;
    for (const [key, entry] of request.from(start)) {
      if (key === after || !request.shown(entry)) continue;
      const group = delimiter === "" ? undefined : commonPrefix(key, prefix, delimiter);
      if (lines.length >= limit) return { lines, ...(name === "" ? {} : { next: name }) };
      name = group ?? key;
      lines.push(group === undefined ? { entry } : { prefix: group });
      if (group !== undefined) {
        jump = group + last;
        break;
      }
    }
    if (jump === undefined) return { lines };
    start = jump;
  }
}

function commonPrefix(key: string, prefix: string, delimiter: string): string | undefined {
  const at = key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
}
