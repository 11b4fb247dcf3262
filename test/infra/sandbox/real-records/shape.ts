/** What stands at each path of a value: list positions left out, each leaf as its type and format. */
export type Shape = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * The shape of a part of a record.
 * @param opaque paths whose content is the caller's own (documents, tags by name); only their JSON type counts
 */
export function shapeOf(value: unknown, opaque: (path: string) => boolean = () => false): Shape {
  const shape = new Map<string, Set<string>>();
  const note = (path: string, kind: string) => {
    shape.set(path, (shape.get(path) ?? new Set()).add(kind));
  };
  const walk = (at: unknown, path: string): void => {
    if (typeof at !== "object" || at === null) return note(path, formatOf(at));
    if (opaque(path)) return note(path, Array.isArray(at) ? "list" : "object");
    const members: [string, unknown][] = Array.isArray(at)
      ? at.map((entry: unknown) => [`${path}[]`, entry])
      : Object.entries(at).map(([name, member]) => [path === "" ? name : `${path}.${name}`, member]);
    if (members.length === 0) return note(path, Array.isArray(at) ? "empty list" : "empty object");
    for (const [name, member] of members) walk(member, name);
  };
  walk(value, "");
  return shape;
}

/** Formats a text can have, the most particular first. */
const formats: readonly (readonly [string, RegExp])[] = [
  ["empty text", /^$/],
  ["UUID", /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i],
  ["ISO time", /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/],
  ["date 1:02:03 AM", /^[A-Z][a-z]{2} \d{1,2}, \d{4},? \d{1,2}:\d{2}:\d{2}[ \u202f][AP]M$/],
  ["account", /^\d{12}$/],
  ["S3 request ID", /^[A-Z\d]{16}$/],
  ["ARN", /^arn:aws[\w-]*:/],
  ["JSON", /^\s*\{[\s\S]*\}\s*$/],
  ["percent-encoded JSON", /^%7B/],
];

function formatOf(value: unknown): string {
  if (value === null) return "null";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "fraction";
  if (typeof value !== "string") return typeof value;
  const known = formats.find(([, format]) => format.test(value))?.[0];
  const resource = /^(vpc|subnet|sgr?|i|ami|eni|vol|r|eni-attach)-[\da-zA-Z]{8,17}$/.exec(value)?.[1];
  const unique = /^(AIDA|AROA|AGPA|ANPA|AKIA|ASIA)[A-Z\d]{5}/.exec(value)?.[1];
  return known ?? (resource && `${resource}-…`) ?? (unique && `${unique}…`) ?? "text";
}

/** What one shape has and the other has not, as lines; both ways. */
export function differences(ours: Shape, real: Shape): string[] {
  const lines: string[] = [];
  for (const [path, kinds] of ours) {
    const theirs = real.get(path);
    if (!theirs) lines.push(`only here: ${path}`);
    else if (!agree(kinds, theirs))
      lines.push(`${path}: ${[...kinds].join("|")}, not ${[...theirs].join("|")}`);
  }
  for (const path of real.keys()) if (!ours.has(path)) lines.push(`only in AWS: ${path}`);
  return lines.sort();
}

/** Texts agree with any text that has no format of its own: names and anonymised ids look like anything. */
function agree(ours: ReadonlySet<string>, theirs: ReadonlySet<string>): boolean {
  const isText = (kind: string) =>
    !/^(?:null|integer|fraction|boolean|list|object|empty list|empty object|empty text)$/.test(kind);
  return [...ours].every((kind) => theirs.has(kind) || (isText(kind) && theirs.has("text")));
}
