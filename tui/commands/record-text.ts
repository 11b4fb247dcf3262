import { type DeliveredRecord, recordSummary } from "../../infra/index.ts";

/** One delivered record as an NDJSON line; the record is the very text that was delivered. */
export function recordJson({ stack, key, record, json }: DeliveredRecord): string {
  const head = JSON.stringify({ type: "record", stack, key });
  return `${head.slice(0, -1)},"record":${oneLine(json) ?? JSON.stringify(record)}}`;
}

/** One delivered record as a line for people: time (UTC), stack, region, what, who, from where, how it ended. */
export function recordText({ stack, record }: DeliveredRecord): string {
  const { time, region, service, name, who, from, outcome, error, resource } = recordSummary(record);
  const at = time === undefined ? "no time" : new Date(time).toISOString().replace(".000", "");
  return [
    at,
    stack,
    region,
    `${service}:${name}`,
    who,
    from,
    resource,
    outcome === "ok" ? outcome : error || outcome,
  ]
    .filter(Boolean)
    .join("  ");
}

/** JSON text may be laid out over several lines; in NDJSON it must not. Line breaks inside strings are always escaped. */
function oneLine(json: string | undefined): string | undefined {
  return json?.replace(/[\r\n]+/g, " ");
}
