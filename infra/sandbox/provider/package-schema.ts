import type { Property, Shape } from "./schema.ts";
import { resourceTypes } from "./types/index.ts";

/** The served part of the `aws` package as a Pulumi package schema, for GetSchema. */
export function packageSchema(version: string): object {
  const resources = resourceTypes.map((type) => {
    const { inputs, outputs } = type.schema;
    const properties = {
      ...mapValues(inputs, (property) => typeSpec(property.shape)),
      ...mapValues(outputs, typeSpec),
    };
    return [
      type.token,
      {
        properties,
        inputProperties: mapValues(inputs, inputSpec),
        requiredInputs: Object.keys(inputs).filter((name) => inputs[name]!.required),
        ...(type.aliases ? { aliases: type.aliases.map((alias) => ({ type: alias })) } : {}),
      },
    ];
  });
  return { name: "aws", version, resources: Object.fromEntries(resources) };
}

function inputSpec(property: Property): object {
  return { ...typeSpec(property.shape), ...(property.replaces ? { willReplaceOnChanges: true } : {}) };
}

function typeSpec(shape: Shape): object {
  switch (shape.kind) {
    case "string":
    case "number":
    case "boolean":
      return { type: shape.kind };
    case "json":
      return { type: "string" };
    case "list":
    case "set":
      return { type: "array", items: typeSpec(shape.of) };
    case "map":
      return { type: "object", additionalProperties: { type: "string" } };
    case "object":
      return { type: "object", additionalProperties: { $ref: "pulumi.json#/Any" } };
  }
}

function mapValues<T, R>(record: Readonly<Record<string, T>>, map: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}
