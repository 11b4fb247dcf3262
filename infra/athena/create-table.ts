import { type Columns, typeText } from "./columns.ts";
import type { CloudTrailTable } from "./table.ts";

/** The statement that makes a table in Athena, for those who would rather run it themselves. Pure. */
export function createTable(table: CloudTrailTable): string {
  return [
    `CREATE EXTERNAL TABLE ${name(table.database)}.${name(table.name)} (`,
    columns(table.columns),
    ")",
    `COMMENT ${text(table.description)}`,
    "PARTITIONED BY (",
    columns(table.partitionKeys),
    ")",
    `ROW FORMAT SERDE ${text(table.serde)}`,
    `STORED AS INPUTFORMAT ${text(table.inputFormat)}`,
    `OUTPUTFORMAT ${text(table.outputFormat)}`,
    `LOCATION ${text(table.location)}`,
    "TBLPROPERTIES (",
    Object.entries(table.properties)
      .map(([key, value]) => `  ${text(key)}=${text(value)}`)
      .join(",\n"),
    ")",
  ].join("\n");
}

/** The statement for a database that is not there yet. Pure. */
export const createDatabase = (database: string): string => `CREATE DATABASE IF NOT EXISTS ${name(database)}`;

const columns = (of: Columns): string =>
  Object.entries(of)
    .map(([column, type]) => `  ${name(column)} ${typeText(type)}`)
    .join(",\n");

// DDL of Athena is Hive's: names stand between backticks.
const name = (of: string): string => `\`${of}\``;
const text = (of: string): string => `'${of.replace(/\\/g, "\\\\").replace(/'/g, "\\'")}'`;
