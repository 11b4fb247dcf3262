import { copyAt, type PropertyPath, parsePath } from "./property-path.ts";
import { isProperties, isZero, type Properties, UNKNOWN, type Value } from "./property-value.ts";
import type { ResourceType } from "./resource-type.ts";
import { defaulted, type Property, type Shape } from "./schema.ts";
import { allTags } from "./tags.ts";

/** One property that differs between what is and what shall be. */
interface Difference {
  readonly path: PropertyPath;
  readonly kind: "add" | "delete" | "update";
  readonly replaces: boolean;
}

/** What has to happen for a resource to become what its inputs say. */
export interface ResourceDiff {
  readonly differences: readonly Difference[];
  /** Names of the top-level properties that force a replacement. */
  readonly replaces: readonly string[];
  /** The old one has to go first, because the new one takes the same name. */
  readonly deleteBeforeReplace: boolean;
}

/**
 * Compares the last known state with checked inputs. Pure. Absent and zero values are the same, JSON policies are
 * compared by meaning, sets without order; what AWS fills in by itself is a difference only when the inputs name it.
 */
export function diff(
  type: ResourceType,
  state: Properties,
  inputs: Properties,
  defaultTags: Readonly<Record<string, string>> = {},
): ResourceDiff {
  const differences: Difference[] = [];
  for (const [name, property] of Object.entries(type.schema.inputs))
    compare(property, state[name], inputs[name], [name], property.replaces ?? false, differences);
  if (type.schema.inputs["tags"] && !differences.some((d) => d.path[0] === "tags")) {
    const shall = inputs["tags"] === UNKNOWN ? UNKNOWN : allTags(defaultTags, inputs["tags"]);
    compare({ shape: { kind: "map" } }, state["tagsAll"], shall, ["tagsAll"], false, differences);
  }
  const replaces = [...new Set(differences.filter((d) => d.replaces).map((d) => String(d.path[0])))];
  const naming = type.naming?.property;
  const sameName =
    naming !== undefined && state[naming] === inputs[naming] && !defaulted(inputs).includes(naming);
  return { differences, replaces, deleteBeforeReplace: replaces.length > 0 && sameName };
}

/** Checked inputs with the properties that the program said to ignore left as they are. */
export function withIgnored(
  inputs: Properties,
  state: Properties,
  ignoreChanges: readonly string[],
): Properties {
  return ignoreChanges.reduce((result, path) => copyAt(result, state, parsePath(path)), inputs);
}

/** True when the two values of this shape mean the same. */
export function sameValue(shape: Shape, a: Value, b: Value): boolean {
  const differences: Difference[] = [];
  compare({ shape }, a, b, [], false, differences);
  return differences.length === 0;
}

function compare(
  property: Property,
  is: Value,
  shall: Value,
  path: PropertyPath,
  replaces: boolean,
  out: Difference[],
): void {
  const { shape } = property;
  const report = (kind: Difference["kind"]) => out.push({ path, kind, replaces });
  if (shall === UNKNOWN) {
    report(isEmpty(is) ? "add" : "update");
    return;
  }
  if (shall === undefined || shall === null) {
    if (property.computed || isZero(is)) return;
    if (property.default !== undefined && sameValue(shape, is, property.default)) return;
    report("delete");
    return;
  }
  if (is === undefined || is === null) {
    if (!isZero(shall)) report("add");
    return;
  }
  if (shape.kind === "map" && isProperties(is) && isProperties(shall)) {
    for (const name of namesOf(is, shall))
      compareEntry(is[name], shall[name], [...path, name], replaces, out);
  } else if (shape.kind === "object" && isProperties(is) && isProperties(shall)) {
    for (const [name, inner] of Object.entries(shape.of))
      compare(inner, is[name], shall[name], [...path, name], replaces || (inner.replaces ?? false), out);
  } else if (shape.kind === "list" && Array.isArray(is) && Array.isArray(shall)) {
    compareLists(shape.of, is, shall, path, replaces, out);
  } else if (shape.kind === "set" && Array.isArray(is) && Array.isArray(shall)) {
    compareLists(shape.of, is, inOrderOf(shape.of, is, shall), path, replaces, out);
  } else if (shape.kind === "json" && typeof is === "string" && typeof shall === "string") {
    if (!shape.same(is, shall)) report("update");
  } else if (is !== shall && !(isZero(is) && isZero(shall))) {
    report(isEmpty(is) ? "add" : "update");
  }
}

/** Nothing there to be changed: a false or a zero is something. */
function isEmpty(value: Value): boolean {
  return value !== false && value !== 0 && isZero(value);
}

/** In a map an empty string is a value of its own, unlike elsewhere. */
function compareEntry(
  is: Value,
  shall: Value,
  path: PropertyPath,
  replaces: boolean,
  out: Difference[],
): void {
  if (is === shall) return;
  const kind = is === undefined ? "add" : shall === undefined ? "delete" : "update";
  out.push({ path, kind, replaces });
}

function compareLists(
  of: Shape,
  is: readonly Value[],
  shall: readonly Value[],
  path: PropertyPath,
  replaces: boolean,
  out: Difference[],
): void {
  for (let index = 0; index < Math.max(is.length, shall.length); index++) {
    const at = [...path, index];
    if (index >= shall.length) out.push({ path: at, kind: "delete", replaces });
    else if (index >= is.length) out.push({ path: at, kind: "add", replaces });
    else compare({ shape: of }, is[index], shall[index], at, replaces, out);
  }
}

/** The members of a set, put where their equals (or, for objects with an id, their namesakes) stand in `is`. */
function inOrderOf(of: Shape, is: readonly Value[], shall: readonly Value[]): readonly Value[] {
  const left = [...shall];
  const take = (found: (candidate: Value) => boolean): Value | undefined => {
    const index = left.findIndex(found);
    return index < 0 ? undefined : left.splice(index, 1)[0];
  };
  const placed = is.map((member) => take((candidate) => sameValue(of, member, candidate)));
  const named = placed.map(
    (found, index) => found ?? take((candidate) => sameIdentity(is[index], candidate)),
  );
  return named
    .map((found) => found ?? left.shift())
    .filter((member) => member !== undefined)
    .concat(left);
}

function sameIdentity(a: Value, b: Value): boolean {
  return isProperties(a) && isProperties(b) && a["id"] !== undefined && a["id"] === b["id"];
}

function namesOf(a: Properties, b: Properties): readonly string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])];
}
