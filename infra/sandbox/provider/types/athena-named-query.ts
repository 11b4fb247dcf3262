import { AwsCallError } from "../aws-call-error.ts";
import type { ResourceType } from "../resource-type.ts";
import { optional, region, required, string } from "../schema.ts";

/** Waits for `call`; Athena says in words only that something is not there. */
export async function unlessMissing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof AwsCallError && /not found|does not exist/i.test(error.details.message))
      return undefined;
    throw error;
  }
}

/** A query that Athena keeps under a name. Its ID is Athena's; any change makes another. */
export const athenaNamedQuery: ResourceType = {
  token: "aws:athena/namedQuery:NamedQuery",
  naming: { property: "name", maxLength: 128 },
  schema: {
    inputs: {
      name: optional(string, { computed: true, replaces: true }),
      database: required(string, { replaces: true }),
      query: required(string, { replaces: true }),
      description: optional(string, { replaces: true }),
      workgroup: optional(string, { default: "primary", replaces: true }),
      region,
    },
    outputs: {},
  },
  async create(given, context) {
    const athena = await context.aws.athena();
    const { name, database, query, description, workgroup } = given as Record<string, string>;
    const { NamedQueryId: id } = await athena.createNamedQuery({
      Name: name,
      Database: database,
      QueryString: query,
      WorkGroup: workgroup,
      ...(description ? { Description: description } : {}),
    });
    return {
      id: id!,
      state: { name, database, query, description: description ?? "", workgroup, region: context.region },
    };
  },
  async read(id, _prior, context) {
    const athena = await context.aws.athena();
    const found = (await unlessMissing(athena.getNamedQuery({ NamedQueryId: id })))?.NamedQuery;
    if (!found) return undefined;
    return {
      id,
      state: {
        name: found.Name,
        database: found.Database,
        query: found.QueryString,
        description: found.Description ?? "",
        workgroup: found.WorkGroup ?? "primary",
        region: context.region,
      },
    };
  },
  update: async (_id, state) => state,
  async delete(id, _state, context) {
    const athena = await context.aws.athena();
    await unlessMissing(athena.deleteNamedQuery({ NamedQueryId: id }));
  },
};
