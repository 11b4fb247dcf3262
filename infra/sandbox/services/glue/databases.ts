import { errors } from "./errors.ts";
import { type GlueCall, operation, page } from "./operation.ts";
import { arnOf, databaseKey, type Database, databases, tableKey, tables } from "./state.ts";

/** Members that the sandbox's catalog cannot keep its word on. */
function checkInput({ TargetDatabase, FederatedDatabase }: Readonly<Record<string, unknown>>): void {
  if (TargetDatabase !== undefined) throw errors.notHere("links to other databases (TargetDatabase)");
  if (FederatedDatabase !== undefined) throw errors.notHere("federated databases (FederatedDatabase)");
}

/** Hive's names have no capital letters. */
export const folded = (name: string): string => name.toLowerCase();

/** @throws AwsError `EntityNotFoundException` */
export function findDatabase(
  { world, catalog }: Pick<GlueCall<never>, "world" | "catalog">,
  name: string,
): Database {
  const found = databases(world).get(databaseKey(catalog, folded(name)));
  if (!found) throw errors.noDatabase(name);
  return found;
}

const view = ({ catalog }: Pick<GlueCall<never>, "catalog">, database: Database) => ({
  Name: database.name,
  ...database.input,
  CreateTime: database.created / 1000,
  CreateTableDefaultPermissions: database.input["CreateTableDefaultPermissions"] ?? [
    { Principal: { DataLakePrincipalIdentifier: "IAM_ALLOWED_PRINCIPALS" }, Permissions: ["ALL"] },
  ],
  CatalogId: catalog.accountId,
});

export const createDatabase = operation(
  "CreateDatabase",
  false,
  ({ DatabaseInput }) => [["database", folded(DatabaseInput.Name)]],
  ({ call, world, catalog, input }) => {
    const { Name, ...rest } = input.DatabaseInput;
    checkInput(rest);
    const name = folded(Name);
    const key = databaseKey(catalog, name);
    if (databases(world).has(key)) throw errors.databaseExists();
    databases(world).put(key, { name, created: call.time.getTime(), input: rest, tags: input.Tags });
  },
);

export const getDatabase = operation(
  "GetDatabase",
  true,
  ({ Name }) => [["database", folded(Name)]],
  (glueCall) => ({ Database: view(glueCall, findDatabase(glueCall, glueCall.input.Name)) }),
);

export const getDatabases = operation(
  "GetDatabases",
  true,
  () => [["database", "*"]],
  (glueCall) => {
    const { world, catalog, input } = glueCall;
    const found = [...databases(world).entries(databaseKey(catalog))].map(([, database]) => database);
    const { items, rest } = page(found, input);
    return { DatabaseList: items.map((database) => view(glueCall, database)), ...rest };
  },
);

export const updateDatabase = operation(
  "UpdateDatabase",
  false,
  ({ Name }) => [["database", folded(Name)]],
  (glueCall) => {
    const { world, catalog, input } = glueCall;
    const database = findDatabase(glueCall, input.Name);
    const { Name, ...rest } = input.DatabaseInput;
    checkInput(rest);
    if (folded(Name) !== database.name) throw errors.notHere("new names of databases");
    databases(world).put(databaseKey(catalog, database.name), { ...database, input: rest });
  },
);

/** Takes away the database with its tables. */
export const deleteDatabase = operation(
  "DeleteDatabase",
  false,
  ({ Name }) => [
    ["database", folded(Name)],
    ["table", folded(Name), "*"],
  ],
  (glueCall) => {
    const { world, catalog, input } = glueCall;
    const { name } = findDatabase(glueCall, input.Name);
    for (const [key] of [...tables(world).entries(tableKey(catalog, name))]) tables(world).delete(key);
    databases(world).delete(databaseKey(catalog, name));
  },
);

/** The database that an ARN of the caller's catalog names. @throws AwsError */
export function databaseOfArn(glueCall: Pick<GlueCall<never>, "world" | "catalog">, arn: string): Database {
  const begin = arnOf(glueCall.catalog, "database", "");
  if (!arn.startsWith(begin)) throw errors.notHere(`tags of ${arn}`);
  return findDatabase(glueCall, arn.slice(begin.length));
}
