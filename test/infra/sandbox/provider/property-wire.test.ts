import fc from "fast-check";
import { expect, test } from "vitest";
import type { Properties } from "../../../../infra/sandbox/provider/property-value.ts";
import { decode, encode } from "../../../../infra/sandbox/provider/property-wire.ts";

const signature = "4dabf18193072939515e22adb298388d";
const secret = (value: unknown) => ({ [signature]: "1b47061264138c4ac30d75fd1eb44270", value });
const onWire = (properties: unknown) => decode(encode(properties as Properties));
const raw = (properties: Properties, secrets: string[][]) => encode(properties, secrets).toJavaScript();

// protobuf's own Struct.toJavaScript loses a member of the name __proto__, for every Pulumi provider in JavaScript.
const name = fc.string().filter((text) => text !== "__proto__");

test("any JSON goes over the wire and back", () => {
  fc.assert(
    fc.property(fc.dictionary(name, fc.oneof(fc.string(), fc.boolean(), fc.integer())), (properties) => {
      const plain = Object.fromEntries(Object.entries({ nested: [properties] }));
      expect(onWire(plain)).toEqual({ properties: plain, secrets: [] });
    }),
  );
});

test("secrets are unwrapped, remembered and wrapped again where they were", () => {
  const properties = { bucket: "b", policy: secret("{}"), tags: { open: "1", token: secret("hush") } };
  const decoded = onWire(properties);
  expect(decoded).toEqual({
    properties: { tags: { open: "1", token: "hush" }, policy: "{}", bucket: "b" },
    secrets: [["policy"], ["tags", "token"]],
  });
  expect(raw(decoded.properties, [["tags", "token"], ["policy"]])).toEqual(properties);
});

test("a secret inside a list makes the whole list secret", () => {
  const { properties, secrets } = onWire({ rules: [{ id: "a" }, { id: secret("b") }] });
  expect(
    raw(
      properties,
      secrets.map((path) => [...path]),
    ),
  ).toEqual({
    rules: secret([{ id: "a" }, { id: "b" }]),
  });
});

test("a secret within a secret is one secret", () => {
  const { properties, secrets } = onWire({ tags: secret({ token: secret("hush") }) });
  expect(properties).toEqual({ tags: { token: "hush" } });
  expect(
    raw(
      properties,
      secrets.map((path) => [...path]),
    ),
  ).toEqual({ tags: secret({ token: "hush" }) });
});

test("a resource stands for its ID; absent properties stay away", () => {
  const resource = { [signature]: "5cf8f73096256a8f31e491e813e4eb8e", urn: "urn:x", id: "logs" };
  expect(onWire({ bucket: resource, none: undefined, nothing: null }).properties).toEqual({ bucket: "logs" });
  expect(raw({ bucket: "b" }, [["gone"], ["bucket", "deeper"]])).toEqual({ bucket: secret("b") });
});
