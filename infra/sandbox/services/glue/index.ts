import type { Service } from "../../service.ts";
import { createDatabase, deleteDatabase, getDatabase, getDatabases, updateDatabase } from "./databases.ts";
import { createTable, deleteTable, getTable, getTables, updateTable } from "./tables.ts";
import { getTags, tagResource, untagResource } from "./tags.ts";

/**
 * AWS Glue's data catalog, as far as Athena needs it: databases and tables of the caller's own account. Not here:
 * partitions, versions of tables, views, links, Lake Formation, crawlers, jobs and all else of Glue.
 */
export const glue: Service = {
  name: "glue",
  eventSource: "glue.amazonaws.com",
  protocol: "json-1.1",
  apiVersion: "AWSGlue",
  global: false,
  operations: {
    CreateDatabase: createDatabase,
    CreateTable: createTable,
    DeleteDatabase: deleteDatabase,
    DeleteTable: deleteTable,
    GetDatabase: getDatabase,
    GetDatabases: getDatabases,
    GetTable: getTable,
    GetTables: getTables,
    GetTags: getTags,
    TagResource: tagResource,
    UntagResource: untagResource,
    UpdateDatabase: updateDatabase,
    UpdateTable: updateTable,
  },
};
