import { expect, it } from "vitest";
import { decodeJson, encodeJson } from "../../../../infra/sandbox/wire/json.ts";

const decode = (text: string) => decodeJson(Buffer.from(text));

it("decodes objects only, and none that nests without end", () => {
  expect(decode("")).toEqual({});
  expect(decode('{"Name":"a","List":[{"Key":"k"}]}')).toEqual({ Name: "a", List: [{ Key: "k" }] });
  for (const text of ["[]", "null", "1", "{", '"a"']) expect(decode(text)).toBeUndefined();
  const nested = (levels: number) => `{"a":${"[".repeat(levels)}${"]".repeat(levels)}}`;
  expect(decode(nested(10))).toBeDefined();
  for (const levels of [100, 200_000]) expect(decode(nested(levels))).toBeUndefined();
});

it("takes a name that JavaScript has a meaning for as any other", () => {
  const decoded = decode('{"__proto__":{"polluted":true},"constructor":"c"}')!;
  expect(Object.keys(decoded)).toEqual(["__proto__", "constructor"]);
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
});

it("encodes dates as epoch seconds and leaves out what is undefined", () => {
  expect(encodeJson({ At: new Date(1500), Gone: undefined })).toBe('{"At":1.5}');
});
