import type { Properties, Value } from "./property-value.ts";

/** What a property may hold. */
export type Shape =
  | { readonly kind: "string"; readonly oneOf?: readonly string[] }
  | { readonly kind: "number" }
  | { readonly kind: "boolean" }
  /** A JSON document; an object is turned into its text. `same` tells whether two texts mean the same. */
  | { readonly kind: "json"; readonly same: (a: string, b: string) => boolean }
  | { readonly kind: "map" }
  | { readonly kind: "list"; readonly of: Shape }
  /** Order means nothing. */
  | { readonly kind: "set"; readonly of: Shape }
  | { readonly kind: "object"; readonly of: Readonly<Record<string, Property>> };

/** One property of a resource, or of an object inside it. */
export interface Property {
  readonly shape: Shape;
  readonly required?: boolean;
  /** Changing it makes a new resource. */
  readonly replaces?: boolean;
  /** Put in when the program leaves it out. */
  readonly default?: Value;
  /** AWS fills it in when the program leaves it out, so its absence is no difference. */
  readonly computed?: boolean;
  /** Lives in the state only: AWS does not know it, so reading keeps what was. */
  readonly local?: boolean;
}

/** The schema of a resource type: what programs may set, and what they get besides. */
export interface Schema {
  readonly inputs: Readonly<Record<string, Property>>;
  readonly outputs: Readonly<Record<string, Shape>>;
  /** Inputs the real provider has and this one does not, each with what to use instead. */
  readonly refused?: Readonly<Record<string, string>>;
}

export const string: Shape = { kind: "string" };
export const number: Shape = { kind: "number" };
export const boolean: Shape = { kind: "boolean" };
export const map: Shape = { kind: "map" };
export const oneOf = (...values: readonly string[]): Shape => ({ kind: "string", oneOf: values });
export const list = (of: Shape): Shape => ({ kind: "list", of });
export const set = (of: Shape): Shape => ({ kind: "set", of });
export const object = (of: Readonly<Record<string, Property>>): Shape => ({ kind: "object", of });

/** An optional property. */
export const optional = (shape: Shape, more: Omit<Property, "shape"> = {}): Property => ({ shape, ...more });
/** A required property. */
export const required = (shape: Shape, more: Omit<Property, "shape"> = {}): Property => ({
  shape,
  required: true,
  ...more,
});

/** Every type can be put into another region than the provider's; moving it makes a new resource. */
export const region: Property = { shape: string, computed: true, replaces: true };

/** Bucket that a bucket sub-resource belongs to. */
export const ofBucket: Property = { shape: string, required: true, replaces: true };

/** The names under which the program's own values are kept besides what was defaulted. */
export const defaultsKey = "__defaults";

/** Names of inputs that were filled in by `check`, not by the program. */
export function defaulted(inputs: Properties): readonly string[] {
  const names = inputs[defaultsKey];
  return Array.isArray(names) ? (names as readonly string[]) : [];
}

/** Inputs that are not served, for the same reason. */
export const refusedFor = (instead: string, ...names: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(names.map((name) => [name, instead]));
