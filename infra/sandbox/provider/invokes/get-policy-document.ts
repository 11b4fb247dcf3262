import { createHash } from "node:crypto";
import type { Properties } from "../property-value.ts";
import type { Invoke } from "./index.ts";

interface Statement {
  readonly sid?: string;
  readonly effect?: string;
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly resources?: readonly string[];
  readonly notResources?: readonly string[];
  readonly principals?: readonly Principal[];
  readonly notPrincipals?: readonly Principal[];
  readonly conditions?: readonly { test: string; variable: string; values: readonly string[] }[];
}

interface Principal {
  readonly type: string;
  readonly identifiers: readonly string[];
}

interface Document {
  readonly Version?: string;
  readonly Id?: string;
  readonly Statement: readonly DocumentStatement[];
}

type DocumentStatement = { readonly Sid?: string } & Readonly<Record<string, unknown>>;

/**
 * A policy document from statements, pure. As the real data source does it: lists of one become a single string,
 * longer ones are in reverse order, `&{…}` stands for a policy variable, source documents come first, a statement
 * takes the place of an earlier one with the same Sid, and override documents have the last word.
 */
export const getPolicyDocument: Invoke = (args) => {
  const sources = documents(args["sourcePolicyDocuments"], args["sourceJson"]);
  const overrides = documents(args["overridePolicyDocuments"], args["overrideJson"]);
  const own: Document = {
    Version: String(args["version"] ?? "2012-10-17"),
    ...(args["policyId"] ? { Id: String(args["policyId"]) } : {}),
    Statement: ((args["statements"] ?? []) as readonly Statement[]).map(toStatement),
  };
  refuseRepeatedSids(
    sources.flatMap((document) => document.Statement),
    "sourcePolicyDocuments",
  );
  refuseRepeatedSids(own.Statement, "statements");
  const merged = [...sources, own, ...overrides].reduce(merge);
  const { Version, Id, Statement } = merged;
  const ordered = { ...(Version ? { Version } : {}), ...(Id ? { Id } : {}), Statement };
  const json = JSON.stringify(ordered, null, 2);
  const id = createHash("sha256").update(json).digest("hex").slice(0, 10);
  return { ...args, version: Version, json, minifiedJson: JSON.stringify(ordered), id } as Properties;
};

function documents(list: unknown, single: unknown): readonly Document[] {
  const texts = [...(typeof single === "string" ? [single] : []), ...((list ?? []) as readonly string[])];
  return texts
    .filter((text) => text.trim() !== "")
    .map((text) => {
      const parsed = JSON.parse(text) as { Statement?: DocumentStatement | DocumentStatement[] };
      return { ...parsed, Statement: [parsed.Statement ?? []].flat() };
    });
}

function merge(base: Document, over: Document): Document {
  const statements = [...base.Statement];
  for (const statement of over.Statement) {
    const index = statement.Sid ? statements.findIndex(({ Sid }) => Sid === statement.Sid) : -1;
    if (index < 0) statements.push(statement);
    else statements[index] = statement;
  }
  return { ...base, ...over, Statement: statements };
}

function refuseRepeatedSids(statements: readonly DocumentStatement[], where: string): void {
  const sids = statements.flatMap(({ Sid }) => (Sid ? [Sid] : []));
  const repeated = sids.find((sid, index) => sids.indexOf(sid) !== index);
  if (repeated) throw new Error(`${where} has more than one statement with the Sid "${repeated}"`);
}

function toStatement(statement: Statement): DocumentStatement {
  const parts = {
    Sid: statement.sid || undefined,
    Effect: statement.effect ?? "Allow",
    Action: texts(statement.actions),
    NotAction: texts(statement.notActions),
    Resource: texts(statement.resources),
    NotResource: texts(statement.notResources),
    Principal: principals(statement.principals),
    NotPrincipal: principals(statement.notPrincipals),
    Condition: conditions(statement.conditions),
  };
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined));
}

function texts(values: readonly string[] | undefined): string | readonly string[] | undefined {
  if (!values?.length) return undefined;
  const written = values.map((value) => value.replaceAll("&{", "${"));
  return written.length === 1 ? written[0] : [...written].sort().reverse();
}

function principals(list: readonly Principal[] | undefined): unknown {
  if (!list?.length) return undefined;
  const [only] = list;
  if (list.length === 1 && only!.type === "*" && only!.identifiers.join() === "*") return "*";
  const byType: Record<string, string[]> = {};
  for (const { type, identifiers } of list) byType[type] = [...(byType[type] ?? []), ...identifiers];
  return Object.fromEntries(Object.entries(byType).map(([type, identifiers]) => [type, texts(identifiers)]));
}

function conditions(list: Statement["conditions"]): unknown {
  if (!list?.length) return undefined;
  const byTest: Record<string, Record<string, unknown>> = {};
  for (const { test, variable, values } of list) {
    const written = values.map((value) => value.replaceAll("&{", "${"));
    byTest[test] = { ...byTest[test], [variable]: written.length === 1 ? written[0] : written };
  }
  return byTest;
}
