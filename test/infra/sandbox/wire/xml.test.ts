import fc from "fast-check";
import { expect, it } from "vitest";
import { children, childText, parseXml, xmlElement } from "../../../../infra/sandbox/wire/xml.ts";

it("gives back the text it wrote, spaces and markup included", () => {
  const text = fc
    .string({ unit: "grapheme", maxLength: 20 })
    .filter((value) => !/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\n]/.test(value));
  fc.assert(
    fc.property(text, text, (first, second) => {
      const parsed = parseXml(xmlElement("Root", { Key: [first, second] }));
      expect(children(parsed!.value, "Key")).toEqual([first, second]);
    }),
  );
});

it("reads namespaces, white space and lists of one", () => {
  const parsed = parseXml('<?xml version="1.0"?>\n<A xmlns="urn:x">\n  <B> &#x41;&amp; </B>\n  <C/>\n</A>\n');
  expect(parsed).toEqual({ name: "A", value: { "@xmlns": "urn:x", B: " A& ", C: "" } });
  expect(children(parsed!.value, "B")).toHaveLength(1);
  expect(childText(parsed!.value, "None")).toBeUndefined();
});

it("refuses what is not one well-formed element, and document types", () => {
  for (const text of ["", "x", "<a>", "<a></b>", "<a/><b/>", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'])
    expect(parseXml(text)).toBeUndefined();
});

it("refuses nesting without end and names that JavaScript has a meaning for", () => {
  for (const text of [
    "<a>".repeat(50_000) + "</a>".repeat(50_000),
    "<a><__proto__><b>1</b></__proto__></a>",
    "<constructor/>",
  ])
    expect(parseXml(text)).toBeUndefined();
  expect(({} as Record<string, unknown>)["b"]).toBeUndefined();
});
