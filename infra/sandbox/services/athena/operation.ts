import type { Call, Operation } from "../../service.ts";
import type { World } from "../../world.ts";
import { brokenConstraint } from "../member-constraint.ts";
import { errors } from "./errors.ts";
import { type InputOf, inputs, type Name } from "./inputs.ts";
import { keyOf, type Place, placeOf, primary, type WorkGroup, workGroups } from "./state.ts";

/** What a handler of one operation gets. */
export interface AthenaCall<N extends Name> {
  readonly call: Call;
  readonly world: World;
  readonly input: InputOf<N>;
  readonly place: Place;
}

/** An operation of Athena; `resource` is the ARN it needs leave for. */
export function operation<N extends Name>(
  name: N,
  readOnly: boolean,
  resource: (athenaCall: AthenaCall<N>) => string,
  handle: (athenaCall: AthenaCall<N>) => Record<string, unknown> | void,
): Operation {
  const athenaCall = (call: Call, world: World): AthenaCall<N> => ({
    call,
    world,
    input: inputOf(name, call),
    place: placeOf(call),
  });
  return {
    readOnly,
    category: "Management",
    permissions: (call, world) => [{ action: `athena:${name}`, resource: resource(athenaCall(call, world)) }],
    handle: (call, world) => ({ output: handle(athenaCall(call, world)) ?? {} }),
  };
}

/** A call's input by its model. @throws AwsError `InvalidRequestException` */
function inputOf<N extends Name>(name: N, { input }: Call): InputOf<N> {
  const parsed = inputs[name].safeParse(input);
  if (parsed.success) return parsed.data as InputOf<N>;
  throw errors.request(brokenConstraint(parsed.error, input).message);
}

/** @throws AwsError `InvalidRequestException` */
export function findWorkGroup(
  { world, place }: Pick<AthenaCall<never>, "world" | "place">,
  name: string,
): WorkGroup {
  const found = workGroups(world).get(keyOf(place, name)) ?? (name === primary.name ? primary : undefined);
  if (!found) throw errors.noWorkGroup();
  return found;
}

/**
 * Cuts a page out of `items`, sorted by their keys; the token tells after which one the next page begins.
 * @throws AwsError `InvalidRequestException` for a token that is none
 */
export function page<T>(
  items: readonly T[],
  { MaxResults = 50, NextToken }: { MaxResults?: number | undefined; NextToken?: string | undefined },
  nameOf: (item: T) => string,
): { readonly items: readonly T[]; readonly rest: { readonly NextToken?: string } } {
  const after = NextToken === undefined ? undefined : Buffer.from(NextToken, "base64url").toString();
  if (after !== undefined && !after.startsWith("after:"))
    throw errors.request("The next token is not valid.");
  const left = items
    .filter((item) => after === undefined || nameOf(item) > after.slice("after:".length))
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const cut = left.slice(0, MaxResults || 50);
  return {
    items: cut,
    rest:
      cut.length < left.length
        ? { NextToken: Buffer.from(`after:${nameOf(cut.at(-1)!)}`).toString("base64url") }
        : {},
  };
}
