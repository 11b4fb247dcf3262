import { randomUUID } from "node:crypto";
import type { Collection, World } from "../../world.ts";
import { errors } from "./errors.ts";
import type { InputOf } from "./inputs.ts";
import { operation, placeOf } from "./operation.ts";
import { page } from "./page.ts";
import type { Place } from "./state.ts";

/** A saved query of Logs Insights: its text only, which nobody runs here. */
interface QueryDefinition extends Omit<InputOf<"PutQueryDefinition">, "queryDefinitionId" | "clientToken"> {
  readonly id: string;
  /** The client token of the call that made it. */
  readonly madeBy: string | undefined;
  /** Epoch milliseconds. */
  readonly modified: number;
}

/** How many an account has in a region ("CloudWatch Logs quotas": saved queries). */
const most = 1000;

const definitions = (world: World): Collection<QueryDefinition> => world.collection("logs/query-definitions");
const keyOf = ({ accountId, region }: Place, id = ""): string => `${accountId}:${region}:${id}`;

const definitionsOf = (world: World, place: Place): readonly QueryDefinition[] =>
  [...definitions(world).entries(keyOf(place))].map(([, definition]) => definition);

// No type of resource stands for query definitions ("Actions, resources, and condition keys for Amazon CloudWatch Logs").
const all = { permission: () => ({ resource: "*" }) };

/**
 * Saves a query, or puts another in the place of the one whose ID is given: nothing of that is kept. A client that asks
 * twice with one token gets the query it made the first time.
 */
export const putQueryDefinition = operation("PutQueryDefinition", false, {
  ...all,
  handle({ call, world, input }) {
    const { queryDefinitionId, clientToken, ...query } = input;
    const place = placeOf(call);
    const put = (id: string, madeBy: string | undefined) => {
      definitions(world).put(keyOf(place, id), { ...query, id, madeBy, modified: call.time.getTime() });
      return { queryDefinitionId: id };
    };
    if (queryDefinitionId !== undefined) {
      const old = definitions(world).get(keyOf(place, queryDefinitionId));
      if (!old) throw errors.noQuery();
      return put(old.id, old.madeBy);
    }
    const there = definitionsOf(world, place);
    const before = there.find(({ madeBy }) => clientToken !== undefined && madeBy === clientToken);
    if (before) return { queryDefinitionId: before.id };
    if (there.length >= most) throw errors.limit();
    return put(randomUUID(), clientToken);
  },
});

export const describeQueryDefinitions = operation("DescribeQueryDefinitions", true, {
  ...all,
  handle({ call, world, input }) {
    const { queryDefinitionNamePrefix: prefix = "", queryLanguage, maxResults, nextToken } = input;
    const found = definitionsOf(world, placeOf(call))
      .filter(({ name }) => name.startsWith(prefix))
      .filter((each) => each.queryLanguage === (queryLanguage ?? each.queryLanguage));
    // Several may have one name.
    const paging = { limit: maxResults, nextToken };
    const { items, rest } = page(found, paging, ({ name, id }) => `${name}\n${id}`);
    return {
      queryDefinitions: items.map((each) => ({
        queryLanguage: each.queryLanguage,
        queryDefinitionId: each.id,
        name: each.name,
        queryString: each.queryString,
        lastModified: each.modified,
        logGroupNames: each.logGroupNames,
        ...(each.parameters ? { parameters: each.parameters } : {}),
      })),
      ...rest,
    };
  },
});

export const deleteQueryDefinition = operation("DeleteQueryDefinition", false, {
  ...all,
  handle({ call, world, input }) {
    const key = keyOf(placeOf(call), input.queryDefinitionId);
    if (!definitions(world).get(key)) throw errors.noQuery();
    definitions(world).delete(key);
    return { success: true };
  },
});
