import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import * as z from "zod";
import { TrailwrightError } from "../errors.ts";
import type { AccountDefinition, IdentifiedAccount } from "./account-definition.ts";
import { invalidAccounts } from "./invalid-accounts.ts";
import { accounts as defaults } from "./accounts.ts";

const entityName = z
  .string()
  .regex(/^[\w+=,.@-]{1,64}$/, "may have letters, digits and +=,.@_- only, at most 64");
const document = z.record(z.string(), z.unknown());
const principal = {
  name: entityName,
  path: z.exactOptional(
    z
      .string()
      .regex(/^\/(?:[\x21-\x7e]*\/)?$/, "must begin and end with /")
      .max(512),
  ),
  policies: z.exactOptional(z.array(z.string().min(1))),
  inline: z.exactOptional(z.record(z.string().regex(/^[\w+=,.@-]{1,128}$/, "is no policy name"), document)),
};
const user = z.strictObject(principal);
const role = z.strictObject({
  ...principal,
  trust: z.union(
    [z.array(z.string().min(1)).min(1), document],
    "must be a list of principals or a policy document",
  ),
  maxSessionDuration: z.exactOptional(z.int().min(3600).max(43_200)),
});
const account = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][\w.-]{0,49}$/, "may have letters, digits, hyphens, underscores and periods only"),
  id: z.exactOptional(z.string().regex(/^\d{12}$/, "must be twelve digits, in quotes")),
  users: z.exactOptional(z.array(user)),
  roles: z.exactOptional(z.array(role)),
});
const schema = z.array(account).min(1, "must have one account at least");

/**
 * Accounts as they are given: a list, or the path of a YAML or JSON file with `accounts:` at its top.
 * @throws TrailwrightError `InvalidInput`, naming every place that is wrong
 */
export function readAccounts(given: string | readonly AccountDefinition[]): readonly IdentifiedAccount[] {
  const source = typeof given === "string" ? given : "accounts";
  const content: unknown = typeof given === "string" ? accountsOfFile(given) : given;
  const parsed = schema.safeParse(content);
  if (!parsed.success) throw invalidAccounts(source, parsed.error.issues.map(problem));
  const identified = parsed.data.map((definition) => ({
    ...definition,
    id: definition.id ?? idOf(definition.name),
  }));
  const twice = [
    ...repeated(identified.map(({ name }) => name)).map((name) => `two accounts have the name ${name}`),
    ...repeated(identified.map(({ id }) => id)).map((id) => `two accounts have the id ${id}`),
    ...identified.flatMap(({ name, users = [], roles = [] }) => [
      ...repeated(users.map((each) => each.name.toLowerCase())).map(
        (each) => `${name} has two users ${each}`,
      ),
      ...repeated(roles.map((each) => each.name.toLowerCase())).map(
        (each) => `${name} has two roles ${each}`,
      ),
    ]),
  ];
  if (twice.length > 0) throw invalidAccounts(source, twice);
  return identified;
}

function accountsOfFile(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new TrailwrightError("InvalidInput", `The accounts file ${file} cannot be read.`, {
      why: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
  let content: unknown;
  try {
    content = parse(text);
  } catch (cause) {
    throw invalidAccounts(file, [cause instanceof Error ? cause.message : String(cause)]);
  }
  const whole = z.strictObject({ accounts: z.unknown() }).safeParse(content);
  if (!whole.success)
    throw invalidAccounts(file, ["it must have `accounts:` at its top, and nothing beside it"]);
  return whole.data.accounts;
}

/** The default accounts keep their ids; that of any other follows from its name, so that it is the same every time. */
function idOf(name: string): string {
  const known = defaults.find((each) => each.name === name);
  if (known) return known.id;
  const digits =
    BigInt(`0x${createHash("sha256").update(`account ${name}`).digest("hex")}`) % 900_000_000_000n;
  return String(digits + 100_000_000_000n);
}

function problem({ path, message }: z.core.$ZodIssue): string {
  const place = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
  return place === "" ? message : `${place.replace(/^\./, "")}: ${message}`;
}

function repeated(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}
