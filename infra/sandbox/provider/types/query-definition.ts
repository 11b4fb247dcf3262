import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import type { CloudWatchLogs, QueryDefinition } from "@aws-sdk/client-cloudwatch-logs";
import { unlessAbsent } from "../aws-call-error.ts";
import type { AwsClients } from "../aws-clients.ts";
import type { Properties } from "../property-value.ts";
import type { Context, ResourceType } from "../resource-type.ts";
import { list, optional, region, required, string } from "../schema.ts";

/** No operation finds one by its ID, and its name may have been changed. */
async function find(logs: CloudWatchLogs, id: string): Promise<QueryDefinition | undefined> {
  let nextToken: string | undefined;
  do {
    const page = await logs.describeQueryDefinitions({ maxResults: 1000, nextToken });
    const found = page.queryDefinitions?.find(({ queryDefinitionId }) => queryDefinitionId === id);
    if (found) return found;
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return undefined;
}

const callers = new WeakMap<AwsClients, Promise<string>>();

/** Nothing answers a query definition's ARN: it is put together of the caller's partition and account, asked for once. */
async function arnOf(id: string, { aws, region }: Context): Promise<string> {
  let caller = callers.get(aws);
  if (!caller) {
    caller = aws.sts.send(new GetCallerIdentityCommand({})).then(({ Arn = "" }) => Arn);
    callers.set(aws, caller);
    caller.catch(() => callers.delete(aws));
  }
  const [, partition, , , accountId] = (await caller).split(":");
  return `arn:${partition}:logs:${region}:${accountId}:query-definition:${id}`;
}

async function put(logs: CloudWatchLogs, given: Properties, id?: string): Promise<string> {
  const logGroupNames = (given["logGroupNames"] ?? []) as string[];
  const { queryDefinitionId } = await logs.putQueryDefinition({
    name: given["name"] as string,
    queryString: given["queryString"] as string,
    ...(logGroupNames.length > 0 ? { logGroupNames } : {}),
    ...(id === undefined ? {} : { queryDefinitionId: id }),
  });
  return queryDefinitionId!;
}

/** A saved query of CloudWatch Logs Insights. Its ID is CloudWatch's; its ARN imports it. */
export const queryDefinition: ResourceType = {
  token: "aws:cloudwatch/queryDefinition:QueryDefinition",
  naming: { property: "name", maxLength: 255 },
  schema: {
    inputs: {
      name: optional(string, { computed: true }),
      queryString: required(string),
      logGroupNames: optional(list(string)),
      region,
    },
    outputs: { arn: string, queryDefinitionId: string },
  },
  async create(given, context) {
    const id = await put(await context.aws.logs(), given);
    const { name, queryString, logGroupNames } = given;
    const arn = await arnOf(id, context);
    return {
      id,
      state: { name, queryString, logGroupNames, arn, queryDefinitionId: id, region: context.region },
    };
  },
  async read(wanted, prior, context) {
    const id = wanted.slice(wanted.lastIndexOf(":") + 1);
    const found = await find(await context.aws.logs(), id);
    if (!found) return undefined;
    const state = {
      name: found.name,
      queryString: found.queryString,
      ...(found.logGroupNames?.length ? { logGroupNames: found.logGroupNames } : {}),
      arn: prior["arn"] ?? (await arnOf(id, context)),
      queryDefinitionId: id,
      region: context.region,
    };
    return { id, state };
  },
  async update(id, old, given, context) {
    await put(await context.aws.logs(), given, id);
    const { name, queryString, logGroupNames } = given;
    return { ...old, name, queryString, logGroupNames };
  },
  async delete(id, _state, context) {
    const logs = await context.aws.logs();
    await unlessAbsent(logs.deleteQueryDefinition({ queryDefinitionId: id }), "ResourceNotFoundException");
  },
};
