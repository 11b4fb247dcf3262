/** A resource property as the provider works with it: plain JSON. In a preview, UNKNOWN stands for what is not known yet. */
export type Value = null | undefined | string | number | boolean | readonly Value[] | Properties;

/** The properties of a resource, by Pulumi name. */
export interface Properties {
  readonly [name: string]: Value;
}

/** Pulumi's sentinel for a value that is known only after the operation (sdk/go/common/resource/plugin/rpc.go). */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Tells objects from lists, strings and nothing. */
export function isProperties(value: Value): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Absent, or what AWS and Terraform-style providers treat as absent: "", 0, false, [], {} and nests of those. */
export function isZero(value: Value): boolean {
  if (value === undefined || value === null || value === "" || value === 0 || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isProperties(value) && Object.values(value).every(isZero);
}
