import { expect, test } from "vitest";
import { decodeCbor, encodeCbor } from "../../../../infra/sandbox/wire/cbor.ts";

// Examples of RFC 8949, appendix A.
test.each([
  ["00", 0],
  ["1903e8", 1000],
  ["1b000000e8d4a51000", 1_000_000_000_000],
  ["3863", -100],
  ["f93c00", 1],
  ["f97bff", 65_504],
  ["f90001", 5.960464477539063e-8],
  ["fa47c35000", 100_000],
  ["fb3ff199999999999a", 1.1],
  ["f4", false],
  ["f6", null],
  ["c11a514b67b0", new Date("2013-03-21T20:04:00Z")],
  ["4401020304", Buffer.from([1, 2, 3, 4])],
  ["62c3bc", "ü"],
  ["83010203", [1, 2, 3]],
  ["a26161016162820203", { a: 1, b: [2, 3] }],
  ["7f657374726561646d696e67ff", "streaming"],
  ["9f018202039f0405ffff", [1, [2, 3], [4, 5]]],
  ["bf6346756ef563416d7421ff", { Fun: true, Amt: -2 }],
])("%s", (hex, value) => {
  expect(decodeCbor(Buffer.from(hex, "hex"))).toEqual(value);
});

test.each([
  "",
  "62c3",
  "9f01",
  "ff",
  "1c",
  "0000",
  "5f01ff",
  "9affffffff",
  "81".repeat(200) + "00",
  "a10102",
  "a1a168746f537472696e670101",
])("%s is no value", (hex) => {
  expect(decodeCbor(Buffer.from(hex, "hex"))).toBeUndefined();
});

test("texts come back, long ones too", () => {
  const texts = { __type: "AccessDeniedException", message: "x".repeat(70_000) };
  expect(decodeCbor(encodeCbor(texts))).toEqual(texts);
});

test("values of every kind come back", () => {
  const value = {
    whole: [0, 23, 24, 4_294_967_295, -1, -4_294_967_295],
    broken: [0.5, -1e300, 4_294_967_296],
    flags: [true, false, null],
    time: new Date("2026-11-20T12:00:00.500Z"),
    bytes: Buffer.from("ab"),
    nested: { list: [{ a: 1 }] },
  };
  expect(decodeCbor(encodeCbor({ ...value, left: undefined }))).toEqual(value);
  expect(decodeCbor(encodeCbor(new Map([["a", 1]])))).toEqual({ a: 1 });
});
