import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import structPb from "google-protobuf/google/protobuf/struct_pb.js";
import { isProperties, type Properties, type Value } from "./property-value.ts";

// Marks of Pulumi's wire format for property values (sdk/go/common/resource/sig.go).
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const resourceSignature = "5cf8f73096256a8f31e491e813e4eb8e";

/** Where secrets were: one list of property names per secret; a secret inside a list marks the whole list. */
export type SecretPaths = readonly (readonly string[])[];

/** Properties without their secret wrappers, and where those were. */
export interface Decoded {
  readonly properties: Properties;
  readonly secrets: SecretPaths;
}

/** Reads properties off the wire. Secrets are unwrapped (types work on plain values) and remembered by path. */
export function decode(struct: Struct | undefined): Decoded {
  const secrets: string[][] = [];
  const raw = (struct?.toJavaScript() ?? {}) as Properties;
  const properties = unwrap(raw, [], (path) => secrets.push([...path]));
  return { properties: isProperties(properties) ? properties : {}, secrets };
}

/** Writes properties onto the wire, secret again where `secrets` says so. Absent properties are left out. */
export function encode(properties: Properties, secrets: SecretPaths = []): Struct {
  let wrapped = clean(properties) as Properties;
  for (const path of secrets) wrapped = wrapAt(wrapped, path) as Properties;
  return structPb.Struct.fromJavaScript(wrapped as Parameters<typeof structPb.Struct.fromJavaScript>[0]);
}

function unwrap(value: Value, path: readonly string[], onSecret: (path: readonly string[]) => void): Value {
  if (Array.isArray(value)) return value.map((item) => unwrap(item, path, onSecret));
  if (!isProperties(value)) return value;
  if (value[signatureKey] === secretSignature) {
    onSecret(path);
    return unwrap(value["value"], path, onSecret);
  }
  if (value[signatureKey] === resourceSignature) return value["id"];
  const inArray = (name: string) => [...path, name];
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, unwrap(item, inArray(name), onSecret)]),
  );
}

function clean(value: Value): Value {
  if (Array.isArray(value)) return value.map((item) => clean(item) ?? null);
  if (!isProperties(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, item]) =>
      item === undefined || item === null ? [] : [[name, clean(item)]],
    ),
  );
}

/** Wraps what lies at `path`; where the path leaves the objects (a list, a missing name) the nearest parent is wrapped. */
function wrapAt(value: Value, path: readonly string[]): Value {
  const [name, ...rest] = path;
  if (!isProperties(value) || value[signatureKey] === secretSignature || name === undefined)
    return asSecret(value);
  if (!(name in value)) return value;
  return { ...value, [name]: rest.length === 0 ? asSecret(value[name]) : wrapAt(value[name], rest) };
}

function asSecret(value: Value): Value {
  if (isProperties(value) && value[signatureKey] === secretSignature) return value;
  return { [signatureKey]: secretSignature, value };
}
