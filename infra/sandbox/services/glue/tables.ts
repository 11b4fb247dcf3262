import { findDatabase, folded } from "./databases.ts";
import { errors } from "./errors.ts";
import { type GlueCall, operation, page } from "./operation.ts";
import { type Table, tableKey, tables } from "./state.ts";

/** The path of a table's ancestors and its own. */
const on = (database: string, name: string) => [
  ["database", folded(database)],
  ["table", folded(database), folded(name)],
];

function checkInput({
  TargetTable,
  FederatedTable,
  ViewDefinition,
}: Readonly<Record<string, unknown>>): void {
  if (TargetTable !== undefined) throw errors.notHere("links to other tables (TargetTable)");
  if (FederatedTable !== undefined) throw errors.notHere("federated tables (FederatedTable)");
  if (ViewDefinition !== undefined) throw errors.notHere("views (ViewDefinition)");
}

type Place = Pick<GlueCall<never>, "world" | "catalog">;

/** @throws AwsError `EntityNotFoundException` */
function findTable(place: Place, databaseName: string, name: string): Table {
  const database = findDatabase(place, databaseName);
  const table = tables(place.world).get(tableKey(place.catalog, database.name, folded(name)));
  if (!table) throw errors.noTable(name);
  return table;
}

const view = ({ catalog }: Place, table: Table) => ({
  Name: table.name,
  DatabaseName: table.database,
  ...table.input,
  Retention: table.input["Retention"] ?? 0,
  PartitionKeys: table.input["PartitionKeys"] ?? [],
  CreateTime: table.created / 1000,
  UpdateTime: table.updated / 1000,
  CreatedBy: table.createdBy,
  IsRegisteredWithLakeFormation: false,
  CatalogId: catalog.accountId,
  VersionId: String(table.version),
});

export const createTable = operation(
  "CreateTable",
  false,
  ({ DatabaseName, TableInput }) => on(DatabaseName, TableInput.Name),
  (glueCall) => {
    const { call, world, catalog, input } = glueCall;
    const database = findDatabase(glueCall, input.DatabaseName);
    if (call.input["PartitionIndexes"] !== undefined) throw errors.notHere("partition indexes");
    const { Name, ...rest } = input.TableInput;
    checkInput(rest);
    const key = tableKey(catalog, database.name, folded(Name));
    if (tables(world).has(key)) throw errors.tableExists();
    const now = call.time.getTime();
    const common = { database: database.name, name: folded(Name), created: now, updated: now };
    tables(world).put(key, { ...common, createdBy: call.caller.arn, version: 0, input: rest });
  },
);

export const getTable = operation(
  "GetTable",
  true,
  ({ DatabaseName, Name }) => on(DatabaseName, Name),
  (glueCall) => ({
    Table: view(glueCall, findTable(glueCall, glueCall.input.DatabaseName, glueCall.input.Name)),
  }),
);

export const getTables = operation(
  "GetTables",
  true,
  ({ DatabaseName }) => on(DatabaseName, "*"),
  (glueCall) => {
    const { world, catalog, input } = glueCall;
    const { name } = findDatabase(glueCall, input.DatabaseName);
    const found = [...tables(world).entries(tableKey(catalog, name))].map(([, table]) => table);
    const { items, rest } = page(found.filter(matching(input.Expression)), input);
    return { TableList: items.map((table) => view(glueCall, table)), ...rest };
  },
);

/** Tables whose name fits a regular expression (GetTables: Expression). */
function matching(expression: string | undefined): (table: Table) => boolean {
  if (expression === undefined || expression === "") return () => true;
  // The caller's own expression never runs against anything but names of at most 255 characters.
  const plain = /^[\w*.|$^-]*$/.test(expression);
  if (!plain) throw errors.notHere("expressions with more than letters, digits and . * | ^ $ -");
  try {
    const pattern = new RegExp(`^(?:${expression})$`);
    return ({ name }) => pattern.test(name);
  } catch {
    throw errors.input("The expression is not a regular expression.");
  }
}

export const updateTable = operation(
  "UpdateTable",
  false,
  ({ DatabaseName, TableInput }) => on(DatabaseName, TableInput.Name),
  (glueCall) => {
    const { call, world, catalog, input } = glueCall;
    const { Name, ...rest } = input.TableInput;
    const table = findTable(glueCall, input.DatabaseName, Name);
    checkInput(rest);
    tables(world).put(tableKey(catalog, table.database, table.name), {
      ...table,
      updated: call.time.getTime(),
      version: table.version + 1,
      input: rest,
    });
  },
);

export const deleteTable = operation(
  "DeleteTable",
  false,
  ({ DatabaseName, Name }) => on(DatabaseName, Name),
  (glueCall) => {
    const { world, catalog, input } = glueCall;
    const table = findTable(glueCall, input.DatabaseName, input.Name);
    tables(world).delete(tableKey(catalog, table.database, table.name));
  },
);
