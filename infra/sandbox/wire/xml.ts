import { XMLParser, XMLValidator } from "fast-xml-parser";

/** How values become elements; the protocols differ in lists, names and dates. */
export interface XmlStyle {
  /** Name of the element around each list item; without it a list repeats its own element. */
  readonly item?: "member" | "item";
  name(member: string): string;
  date(date: Date): string;
}

/** S3: repeated elements, names as they are, dates with milliseconds. */
const s3Style: XmlStyle = { name: (member) => member, date: (date) => date.toISOString() };

const escapes: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\r": "&#13;",
};

const needsEscape = /[&<>"\r\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;

/** Text as element content. Characters that XML 1.0 cannot hold become U+FFFD. */
export function escapeXml(text: string): string {
  if (!needsEscape.test(text)) return text;
  return text
    .replace(/[&<>"\r]/g, (c) => escapes[c]!)
    .replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, "\ufffd");
}

/**
 * One element with its content: strings, numbers, booleans, dates, lists, nested objects, maps (`<entry>` with `<key>`
 * and `<value>`). `undefined` leaves it out.
 */
export function xmlElement(name: string, value: unknown, style: XmlStyle = s3Style): string {
  if (value === undefined || value === null) return "";
  const tag = style.name(name);
  if (Array.isArray(value)) {
    if (!style.item) return value.map((entry) => xmlElement(name, entry, style)).join("");
    let items = "";
    for (const entry of value) items += `<${style.item}>${content(entry, style)}</${style.item}>`;
    return `<${tag}>${items}</${tag}>`;
  }
  return `<${tag}>${content(value, style)}</${tag}>`;
}

/** The elements inside of an object, or the text of anything else. */
export function content(value: unknown, style: XmlStyle = s3Style): string {
  if (value instanceof Date) return style.date(value);
  if (value instanceof Map) {
    const entries = [...value].map(([key, entry]) => xmlElement("entry", { key, value: entry }, style));
    return entries.join("");
  }
  if (typeof value === "object" && value !== null) {
    let text = "";
    const members = value as Record<string, unknown>;
    for (const name of Object.keys(members)) text += xmlElement(name, members[name], style);
    return text;
  }
  return escapeXml(String(value));
}

/** A parsed element: its text, or its children by name (lists where an element repeats) plus `@xmlns`. */
export type XmlValue = string | { readonly [name: string]: XmlValue | readonly XmlValue[] };

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  htmlEntities: true,
  removeNSPrefix: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
});

/**
 * Parses a document into its root's name and value.
 * Returns undefined for anything that is not one well-formed element; document types, endless nesting and names that
 * JavaScript has a meaning for (the parser's own limits) are refused, too.
 */
export function parseXml(text: string): { readonly name: string; readonly value: XmlValue } | undefined {
  if (text.includes("<!DOCTYPE") || XMLValidator.validate(text) !== true) return undefined;
  const roots = Object.entries(parsed(text)).filter(([name]) => name !== "#text");
  const [root] = roots;
  return roots.length === 1 && root ? { name: root[0], value: tidy(root[1]) } : undefined;
}

function parsed(text: string): Record<string, XmlValue> {
  try {
    return parser.parse(text) as Record<string, XmlValue>;
  } catch {
    return {};
  }
}

/** Drops the white space between elements, and the wrapper around text that has attributes. */
function tidy(value: XmlValue | readonly XmlValue[]): XmlValue {
  if (typeof value === "string") return value;
  const children = Object.entries(value as Record<string, XmlValue | XmlValue[]>);
  const elements = children.filter(([name]) => name !== "#text");
  if (elements.every(([name]) => name.startsWith("@"))) {
    const text = children.find(([name]) => name === "#text")?.[1];
    if (elements.length === 0 || text !== undefined) return typeof text === "string" ? text : "";
  }
  return Object.fromEntries(
    elements.map(([name, child]) => [name, Array.isArray(child) ? child.map(tidy) : tidy(child)]),
  );
}

/** A child that may come once, many times or not at all, as a list. */
export function children(
  value: XmlValue | readonly XmlValue[] | undefined,
  name: string,
): readonly XmlValue[] {
  if (value === undefined || typeof value === "string" || Array.isArray(value)) return [];
  const child = (value as Record<string, XmlValue | readonly XmlValue[]>)[name];
  return child === undefined ? [] : Array.isArray(child) ? child : [child as XmlValue];
}

/** The text of a child that comes at most once. */
export function childText(value: XmlValue | undefined, name: string): string | undefined {
  const child = children(value, name)[0];
  return typeof child === "string" ? child : undefined;
}
