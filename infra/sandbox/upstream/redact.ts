import { lowerFirst } from "./lower-first.ts";

/** What records show in place of a secret. */
export const hidden = "HIDDEN_DUE_TO_SECURITY_REASONS";

/**
 * Members that hold secrets whatever the service, by the end of their name. Names of secrets (`SecretId`,
 * `PasswordPolicy`) end otherwise.
 */
const secretName =
  /(?:passwords?|passphrase|passcode|privatekey|secretkey|secretaccesskey|sharedsecret|clientsecret|secrethash|authtoken|accesstoken|idtoken|refreshtoken|sessiontoken|apikeyvalue|userdata|keymaterial|plaintext)$/i;

/** Members AWS leaves out of records: secret values, and content that is not a parameter. Lower case. */
const droppedAnywhere = new Set(["secretstring", "secretbinary", "secretvalues", "zipfile", "payload"]);

/** Members of one service that are left out, and those that are hidden. Lower case. */
const byService: Readonly<Record<string, { dropped?: readonly string[]; hidden?: readonly string[] }>> = {
  ssm: { hidden: ["value"] },
  sqs: { hidden: ["messagebody", "messageattributes", "messagesystemattributes"] },
  sns: { hidden: ["message", "subject", "messageattributes"] },
  kinesis: { dropped: ["data", "records"] },
  firehose: { dropped: ["data", "record", "records"] },
  logs: { dropped: ["logevents"] },
  states: { hidden: ["input", "output"] },
  events: { hidden: ["detail"] },
  // Items and the values in expressions are the table's content; tables and keys are not.
  dynamodb: {
    dropped: [
      "attributes",
      "attributeupdates",
      "expected",
      "expressionattributevalues",
      "item",
      "itemcollectionmetrics",
      "items",
      "keyconditions",
      "parameters",
      "queryfilter",
      "requestitems",
      "responses",
      "scanfilter",
      "statement",
      "statements",
      "transactitems",
      "transactstatements",
      "unprocesseditems",
    ],
  },
};

const deepest = 100;

/**
 * A value from the wire as a record may show it: names with a small first letter, secrets hidden, content left out,
 * binary left out. Lambda's and ECS's environments stay as an empty object (measured in real records).
 * @param service signing name
 */
export function redact(service: string, value: unknown, depth = 0): unknown {
  // Nobody's parameters; and a record must not fail after the upstream has done the call.
  if (depth > deepest) return undefined;
  if (Array.isArray(value)) return value.map((entry) => redact(service, entry, depth + 1));
  if (Buffer.isBuffer(value)) return undefined;
  if (value instanceof Date && Number.isNaN(value.getTime())) return undefined;
  if (value instanceof Date) return `${value.toISOString().slice(0, 19)}Z`;
  if (typeof value !== "object" || value === null) return value;
  const own = Object.hasOwn(byService, service) ? byService[service] : undefined;
  const members: [string, unknown][] = [];
  for (const [name, member] of Object.entries(value)) {
    const folded = name.toLowerCase();
    if (member === undefined || name.startsWith("@")) continue;
    if (droppedAnywhere.has(folded) || own?.dropped?.includes(folded)) continue;
    const shown =
      folded === "environment"
        ? {}
        : own?.hidden?.includes(folded) || (secretName.test(name) && member !== null)
          ? hidden
          : redact(service, member, depth + 1);
    if (shown !== undefined) members.push([lowerFirst(name), shown]);
  }
  return Object.fromEntries(members);
}
