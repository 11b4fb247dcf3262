import { localeDate, lowerCamel } from "../../recorder/lower-camel.ts";
import type { Call, Operation, Permission } from "../../service.ts";
import type { World } from "../../world.ts";
import { brokenConstraint } from "../member-constraint.ts";
import { errors } from "./errors.ts";
import { type InputOf, inputs, type Name } from "./inputs.ts";
import { arnOf, type Catalog, catalogOf } from "./state.ts";

/** What a handler of one operation gets. */
export interface GlueCall<N extends Name> {
  readonly call: Call;
  readonly world: World;
  readonly input: InputOf<N>;
  readonly catalog: Catalog;
}

/** Parts of ARNs: `["table", "database", "name"]`. */
type Path = readonly string[];

/**
 * An operation on the caller's own catalog. It needs leave for each of the things that `on` names, and for the catalog
 * ("Specifying AWS Glue resource ARNs": an object's ancestors are asked for too).
 */
export function operation<N extends Name>(
  name: N,
  readOnly: boolean,
  on: (input: InputOf<N>) => readonly Path[],
  handle: (glueCall: GlueCall<N>) => Record<string, unknown> | void,
): Operation {
  return {
    readOnly,
    category: "Management",
    permissions(call) {
      const permission = (resource: string): Permission => ({ action: `glue:${name}`, resource });
      return [["catalog"], ...on(inputOf(name, call))].map((path) =>
        permission(arnOf(catalogOf(call), ...path)),
      );
    },
    handle(call, world) {
      const input = inputOf(name, call);
      const catalogId = (input as { CatalogId?: string }).CatalogId;
      if (catalogId !== undefined && catalogId !== call.caller.accountId)
        throw errors.notHere(`the catalog ${catalogId}`);
      return { output: handle({ call, world, input, catalog: catalogOf(call) }) ?? {} };
    },
    event: (call, _reply, _world, error) =>
      error?.code === "AccessDeniedException" ? {} : { requestParameters: recorded(call.input) },
  };
}

/** A call's input by its model. @throws AwsError `InvalidInputException` */
export function inputOf<N extends Name>(name: N, { input }: Pick<Call, "input">): InputOf<N> {
  const parsed = inputs[name].safeParse(input);
  if (parsed.success) return parsed.data as InputOf<N>;
  throw errors.input(brokenConstraint(parsed.error, input).message);
}

/** Keys of these are the caller's own words. */
const verbatim = /^(Parameters|Tags|TagsToAdd)$/;

/** Parameters as records have them; keys of maps stay as they are. */
function recorded(input: Readonly<Record<string, unknown>>): Record<string, unknown> | null {
  const entries = Object.entries(input).map(([key, value]) => {
    const nested =
      typeof value === "object" && value !== null && !Array.isArray(value) && !verbatim.test(key);
    const shown = verbatim.test(key)
      ? value
      : nested
        ? recorded(value as Record<string, unknown>)
        : lowerCamel(value, { date: localeDate });
    return [key.charAt(0).toLowerCase() + key.slice(1), shown];
  });
  return entries.length > 0 ? (Object.fromEntries(entries) as Record<string, unknown>) : null;
}

/**
 * Cuts a page out of `items`, which are in order of their names; the token tells after which name the next one begins.
 * @throws AwsError `InvalidInputException` for a token that is none
 */
export function page<T extends { readonly name: string }>(
  items: readonly T[],
  { MaxResults = 100, NextToken }: { MaxResults?: number | undefined; NextToken?: string | undefined },
): { readonly items: readonly T[]; readonly rest: { readonly NextToken?: string } } {
  const after = NextToken === undefined ? undefined : Buffer.from(NextToken, "base64url").toString();
  if (after !== undefined && !after.startsWith("after:")) throw errors.input("The next token is not valid.");
  const left = items.filter(({ name }) => after === undefined || name > after.slice("after:".length));
  const cut = left.slice(0, MaxResults);
  return {
    items: cut,
    rest:
      cut.length < left.length
        ? { NextToken: Buffer.from(`after:${cut.at(-1)!.name}`).toString("base64url") }
        : {},
  };
}
