import type { Call } from "../../service.ts";
import type { Collection, World } from "../../world.ts";

/** Where a data catalog is: each account has one in each region. */
export interface Catalog {
  readonly accountId: string;
  readonly region: string;
}

/** A database of a catalog. */
export interface Database {
  readonly name: string;
  /** Epoch milliseconds. */
  readonly created: number;
  /** `DatabaseInput` as it was given, but for its name. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** A table of a database. */
export interface Table {
  readonly database: string;
  readonly name: string;
  readonly created: number;
  readonly updated: number;
  /** ARN of the one who made it. */
  readonly createdBy: string;
  /** Counts updates, from 0. */
  readonly version: number;
  /** `TableInput` as it was given, but for its name. */
  readonly input: Readonly<Record<string, unknown>>;
}

export const databases = (world: World): Collection<Database> => world.collection("glue/databases");
export const tables = (world: World): Collection<Table> => world.collection("glue/tables");

/** The caller's own catalog. */
export const catalogOf = ({ caller, region }: Call): Catalog => ({ accountId: caller.accountId, region });

// Names may hold anything but control characters.
const separator = "\n";

/** The key of a database; without a name, the prefix of all of a catalog's. */
export const databaseKey = ({ accountId, region }: Catalog, name = ""): string =>
  [accountId, region, name].join(separator);

/** The key of a table; without a name, the prefix of all of a database's. */
export const tableKey = (catalog: Catalog, database: string, name = ""): string =>
  [databaseKey(catalog, database), name].join(separator);

/** What things of a catalog are called in policies: `catalog`, `database/name`, `table/database/name`. */
export const arnOf = ({ accountId, region }: Catalog, ...path: readonly string[]): string =>
  `arn:aws:glue:${region}:${accountId}:${path.join("/")}`;
