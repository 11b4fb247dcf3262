import { randomUUID } from "node:crypto";
import { errors } from "./errors.ts";
import { type AthenaCall, findWorkGroup, operation, page } from "./operation.ts";
import { keyOf, type NamedQuery, namedQueries, type Place, workGroupArn } from "./state.ts";
import type { World } from "../../world.ts";

type Where = Pick<AthenaCall<never>, "world" | "place">;

const queryAt = ({ world, place }: Where, id: string) => namedQueries(world).get(keyOf(place, id));

/** @throws AwsError `InvalidRequestException` */
function findQuery(where: Where, id: string): NamedQuery {
  const found = queryAt(where, id);
  if (!found) throw errors.noQuery(id);
  return found;
}

const queriesAt = (world: World, place: Place) =>
  [...namedQueries(world).entries(keyOf(place))].map(([, query]) => query);

/** A query needs leave for the workgroup it is in; one that is not there, for any. */
const workGroupOf = (where: Where, id: string) =>
  workGroupArn(where.place, queryAt(where, id)?.workGroup ?? "*");

const view = ({ id, workGroup, input }: NamedQuery) => ({ ...input, NamedQueryId: id, WorkGroup: workGroup });

export const createNamedQuery = operation(
  "CreateNamedQuery",
  false,
  ({ place, input }) => workGroupArn(place, input.WorkGroup),
  (athenaCall) => {
    const { world, place, input } = athenaCall;
    const { ClientRequestToken: token, WorkGroup, ...rest } = input;
    const { name: workGroup } = findWorkGroup(athenaCall, WorkGroup);
    const before =
      token === undefined ? undefined : queriesAt(world, place).find((query) => query.token === token);
    if (before) {
      if (JSON.stringify([before.workGroup, before.input]) !== JSON.stringify([workGroup, rest]))
        throw errors.request("Idempotent parameters do not match");
      return { NamedQueryId: before.id };
    }
    const id = randomUUID();
    namedQueries(world).put(keyOf(place, id), {
      id,
      workGroup,
      input: rest,
      ...(token === undefined ? {} : { token }),
    });
    return { NamedQueryId: id };
  },
);

export const getNamedQuery = operation(
  "GetNamedQuery",
  true,
  (athenaCall) => workGroupOf(athenaCall, athenaCall.input.NamedQueryId),
  (athenaCall) => ({ NamedQuery: view(findQuery(athenaCall, athenaCall.input.NamedQueryId)) }),
);

export const batchGetNamedQuery = operation(
  "BatchGetNamedQuery",
  true,
  (athenaCall) => workGroupOf(athenaCall, athenaCall.input.NamedQueryIds[0]!),
  (athenaCall) => {
    const { NamedQueryIds: ids } = athenaCall.input;
    const found = ids.flatMap((id) => queryAt(athenaCall, id) ?? []);
    const missing = ids.filter((id) => !found.some((query) => query.id === id));
    return {
      NamedQueries: found.map(view),
      UnprocessedNamedQueryIds: missing.map((id) => ({
        NamedQueryId: id,
        ErrorCode: "INTERNAL_FAILURE",
        ErrorMessage: errors.noQuery(id).message,
      })),
    };
  },
);

export const updateNamedQuery = operation(
  "UpdateNamedQuery",
  false,
  (athenaCall) => workGroupOf(athenaCall, athenaCall.input.NamedQueryId),
  (athenaCall) => {
    const { world, place, input } = athenaCall;
    const { NamedQueryId: id, ...given } = input;
    const query = findQuery(athenaCall, id);
    namedQueries(world).put(keyOf(place, id), { ...query, input: { ...query.input, ...given } });
  },
);

export const deleteNamedQuery = operation(
  "DeleteNamedQuery",
  false,
  (athenaCall) => workGroupOf(athenaCall, athenaCall.input.NamedQueryId),
  (athenaCall) => {
    const { world, place, input } = athenaCall;
    namedQueries(world).delete(keyOf(place, findQuery(athenaCall, input.NamedQueryId).id));
  },
);

export const listNamedQueries = operation(
  "ListNamedQueries",
  true,
  ({ place, input }) => workGroupArn(place, input.WorkGroup),
  (athenaCall) => {
    const { world, place, input } = athenaCall;
    const { name } = findWorkGroup(athenaCall, input.WorkGroup);
    const found = queriesAt(world, place).filter((query) => query.workGroup === name);
    const { items, rest } = page(found, input, ({ id }) => id);
    return { NamedQueryIds: items.map(({ id }) => id), ...rest };
  },
);

/** Refused by its name: nothing here reads log files with SQL. */
export const startQueryExecution = operation(
  "StartQueryExecution",
  false,
  ({ place, input }) => workGroupArn(place, input.WorkGroup),
  (athenaCall) => {
    findWorkGroup(athenaCall, athenaCall.input.WorkGroup);
    throw errors.notHere("an engine for queries (StartQueryExecution)");
  },
);
