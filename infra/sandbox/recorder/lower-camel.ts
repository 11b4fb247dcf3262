/** How one service writes what is not plain text. */
export interface Writing {
  date(value: Date): unknown;
}

/**
 * API Reference names to the record's: the first letter becomes small, nothing else (`S3BucketName` → `s3BucketName`,
 * `TrailARN` → `trailARN`). Secrets are dropped on the way, undefined members left out.
 */
export function lowerCamel(value: unknown, writing: Writing): unknown {
  if (value instanceof Date) return writing.date(value);
  if (Array.isArray(value)) return value.map((entry) => lowerCamel(entry, writing));
  if (typeof value !== "object" || value === null) return value;
  const members: [string, unknown][] = [];
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined || dropped.has(name)) continue;
    members.push([lowerFirst(name), lowerCamel(member, writing)]);
  }
  return Object.fromEntries(members);
}

function lowerFirst(name: string): string {
  return name.slice(0, 1).toLowerCase() + name.slice(1);
}

/** Members AWS never writes into a record. */
const dropped = new Set([
  "KeyMaterial",
  "NewPassword",
  "OldPassword",
  "Password",
  "Plaintext",
  "PrivateKey",
  "PrivateKeyMaterial",
  "SecretAccessKey",
  "TokenCode",
]);

/**
 * `Feb 22, 2026, 4:11:47 PM` (UTC), with U+202F before AM and PM: how records of 2026 have it (measured). Older ones
 * lack the comma, or have a plain space.
 */
export function localeDate(date: Date): string {
  const day = `${months[date.getUTCMonth()]} ${date.getUTCDate()}, ${date.getUTCFullYear()}`;
  const hours = date.getUTCHours();
  const clock = [date.getUTCMinutes(), date.getUTCSeconds()].map((part) => String(part).padStart(2, "0"));
  return `${day}, ${hours % 12 || 12}:${clock.join(":")}\u202f${hours < 12 ? "AM" : "PM"}`;
}

const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
