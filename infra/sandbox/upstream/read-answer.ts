import { STATUS_CODES } from "node:http";
import { AwsError } from "../service.ts";
import { decodeCbor } from "../wire/cbor.ts";
import { childText, children, parseXml, type XmlValue } from "../wire/xml.ts";
import { namedLists } from "./named-lists.ts";
import type { WireForm } from "./name-call.ts";

/** The upstream's answer as far as a record needs it. `body` is undefined when it was too large to look into. */
export interface AnswerOnWire {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}

/** What an answer says. */
export interface ReadAnswer {
  /** The request ID the client reads from it, if it carries one. */
  readonly requestId?: string;
  /** Set when the call failed. */
  readonly error?: AwsError;
  /** Members of a successful answer; absent when it has none, or none that could be read. */
  readonly output?: Record<string, unknown>;
}

/**
 * Reads an answer in the form its call was written in. The request ID of query and EC2 answers is the one in the body,
 * as botocore reads it, of all others that in the header.
 */
export function readAnswer(form: WireForm | undefined, answer: AnswerOnWire): ReadAnswer {
  const { headers, status } = answer;
  const inHeader = headers["x-amzn-requestid"] ?? headers["x-amz-request-id"] ?? headers["x-amzn-request-id"];
  const xml = isXml(answer) ? parseXml(answer.body!.toString("utf8"))?.value : undefined;
  const inBody = xml && (form === "query" || form === "ec2") ? requestIdIn(xml) : undefined;
  const requestId = inBody ?? inHeader;
  const id = requestId === undefined ? {} : { requestId };
  const members = xml === undefined ? objectIn(form, answer) : undefined;
  if (status >= 400) return { ...id, error: errorIn(answer, xml, members) };
  const output =
    xml === undefined ? members : form === "query" ? resultIn(xml) : objectOf(inAnswer(xml, form));
  return output ? { ...id, output } : id;
}

function isXml({ headers, body }: AnswerOnWire): boolean {
  if (!body) return false;
  return (
    (headers["content-type"] ?? "").includes("xml") || /^\s*<[?A-Za-z]/.test(body.toString("utf8", 0, 64))
  );
}

function objectIn(form: WireForm | undefined, { body }: AnswerOnWire): Record<string, unknown> | undefined {
  if (!body || body.length === 0) return undefined;
  if (form === "cbor") return objectOf(decodeCbor(body));
  try {
    return objectOf(JSON.parse(body.toString("utf8")));
  } catch {
    // A payload, or an emulator's page: nothing a record would show.
    return undefined;
  }
}

function objectOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

function requestIdIn(root: XmlValue): string | undefined {
  return (
    childText(child(root, "ResponseMetadata"), "RequestId") ??
    childText(root, "requestId") ??
    childText(root, "RequestId") ??
    childText(root, "RequestID")
  );
}

function child(value: XmlValue | undefined, name: string): XmlValue | undefined {
  return children(value, name)[0];
}

/** Query answers keep their members in `<OperationResult>`. */
function resultIn(root: XmlValue): Record<string, unknown> | undefined {
  if (typeof root === "string") return undefined;
  const name = Object.keys(root).find((member) => member.endsWith("Result"));
  return name === undefined ? undefined : objectOf(inAnswer(child(root, name)!, "query"));
}

function inAnswer(value: XmlValue, form: WireForm | undefined): unknown {
  return form === "ec2" ? plain(value, form) : namedLists(plain(value, form));
}

/** Elements as values: `<member>` lists as lists, EC2's `<item>` lists as `{ items }`, true and false as booleans. */
function plain(value: XmlValue | readonly XmlValue[], form: WireForm | undefined): unknown {
  if (value === "true" || value === "false") return value === "true";
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return (value as readonly XmlValue[]).map((entry) => plain(entry, form));
  const names = Object.keys(value).filter((name) => !name.startsWith("@"));
  const list = (name: string) => children(value as XmlValue, name).map((entry) => plain(entry, form));
  if (names.length === 1 && names[0] === "member") return list("member");
  if (names.length === 1 && names[0] === "item" && form === "ec2") return { items: list("item") };
  return Object.fromEntries(
    names.map((name) => [
      form === "ec2" && name === "return" ? "_return" : name,
      form === "ec2" && /[a-z]Set$/.test(name) && (value as Record<string, XmlValue>)[name] === ""
        ? {}
        : plain((value as Record<string, XmlValue>)[name]!, form),
    ]),
  );
}

/** The error in an answer: EC2's, query's, REST's, JSON's; what is none of these goes by its HTTP status. */
function errorIn(
  { status, headers }: AnswerOnWire,
  xml: XmlValue | undefined,
  members: Record<string, unknown> | undefined,
): AwsError {
  const element = child(child(xml, "Errors"), "Error") ?? child(xml, "Error") ?? xml;
  const code =
    headers["x-amzn-errortype"] ?? text(members, "__type", "code", "Code") ?? childText(element, "Code");
  const message =
    text(members, "message", "Message", "errorMessage") ??
    childText(element, "Message") ??
    STATUS_CODES[status] ??
    "";
  // `com.amazonaws.dynamodb.v20120810#ResourceNotFoundException`, `InvalidParameter:http://…`
  const bare = code?.split("#").at(-1)?.split(":")[0] ?? "";
  return new AwsError(bare === "" ? `Http${status}` : bare, message, { status });
}

function text(members: Record<string, unknown> | undefined, ...names: readonly string[]): string | undefined {
  for (const name of names) if (typeof members?.[name] === "string") return members[name];
  return undefined;
}
