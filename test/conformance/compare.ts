import type { Outcome, Target } from "./drive.ts";
import { normalise } from "./normalise.ts";

/** One place in which two answers differ. */
export interface Difference {
  /** boto3's name. */
  readonly service: string;
  readonly operation: string;
  /** Dotted; `[]` is any member of a list: `Users.[].Path`. `error` where either fails. */
  readonly path: string;
  /** What each says there, ids and times replaced; `absent`, `{}` and `[]` stand for nothing, an object, a list. */
  readonly ours: string;
  readonly moto: string;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function shown(value: unknown): string {
  if (value === undefined) return "absent";
  if (Array.isArray(value)) return "[]";
  if (isObject(value)) return "$bytes" in value ? "<bytes>" : "{}";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** What a member of a list is known by, then all it says: lists have no order of their own. */
function identity(value: unknown): string {
  if (!isObject(value)) return JSON.stringify(value);
  const names = Object.keys(value);
  const name =
    ["Key", "Name", "Id"].find((common) => common in value) ??
    names.find((each) => /(Name|Arn|Id)$/.test(each));
  return JSON.stringify([name === undefined ? "" : value[name], value]);
}

function* unequal(
  ours: unknown,
  moto: unknown,
  path: readonly string[],
): Generator<{ path: string; ours: string; moto: string }> {
  const here = { path: path.join("."), ours: shown(ours), moto: shown(moto) };
  if (isObject(ours) && isObject(moto) && !("$bytes" in ours)) {
    for (const key of new Set([...Object.keys(ours), ...Object.keys(moto)]))
      yield* unequal(ours[key], moto[key], [...path, key]);
  } else if (Array.isArray(ours) && Array.isArray(moto)) {
    if (ours.length !== moto.length) {
      yield { path: [...path, "length"].join("."), ours: `${ours.length}`, moto: `${moto.length}` };
      return;
    }
    const byIdentity = (list: readonly unknown[]) =>
      [...list].sort((one, other) => (identity(one) < identity(other) ? -1 : 1));
    const others = byIdentity(moto);
    for (const [index, member] of byIdentity(ours).entries())
      yield* unequal(member, others[index], [...path, "[]"]);
  } else if (JSON.stringify(ours) !== JSON.stringify(moto)) yield here;
}

/** An outcome as the comparison sees it: an answer's members, or an error's code and status; words are each one's own. */
function subject(outcome: Outcome, target: Target): Record<string, unknown> {
  if (outcome.error) return { error: `${outcome.error.Error.Code} ${outcome.status}` };
  // Not an answer that the client could read.
  if (!outcome.response)
    return { error: outcome.findings.map((finding) => finding.split(":")[0]).join("; ") };
  const { ResponseMetadata: _, ...response } = outcome.response;
  return { status: outcome.status, ...(normalise(response, target) as Record<string, unknown>) };
}

/** Where the outcomes of one step differ, each place once. */
export function compare(
  service: string,
  ours: readonly [Outcome, Target],
  moto: readonly [Outcome, Target],
): readonly Difference[] {
  const [one, other] = [subject(...ours), subject(...moto)];
  const { operation } = ours[0];
  // Where one fails, only that is said.
  if ("error" in one || "error" in other) {
    const said = (subject: Record<string, unknown>) => shown(subject["error"] ?? "answered");
    if (said(one) === said(other)) return [];
    return [{ service, operation, path: "error", ours: said(one), moto: said(other) }];
  }
  const found = [...unequal(one, other, [])].map((difference) => ({ service, operation, ...difference }));
  return [...new Map(found.map((difference) => [JSON.stringify(difference), difference])).values()];
}
