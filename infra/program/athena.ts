import { NamedQuery } from "@pulumi/aws/athena/namedQuery.js";
import { Workgroup } from "@pulumi/aws/athena/workgroup.js";
import { CatalogDatabase } from "@pulumi/aws/glue/catalogDatabase.js";
import { CatalogTable } from "@pulumi/aws/glue/catalogTable.js";
import type { CustomResourceOptions, Output } from "@pulumi/pulumi";
import { typeText } from "../athena/columns.ts";
import type { LogFolders } from "../athena/log-folders.ts";
import { namedQueries, queryText } from "../athena/queries.ts";
import { athenaNames, cloudTrailTable } from "../athena/table.ts";
import type { StackSettings } from "../stacks/settings.ts";
import { deliveriesTo } from "./delivering-trails.ts";
import { partName } from "./part-name.ts";

/** The most that one query may read: 100 GiB. */
const mostBytes = 100 * 2 ** 30;

/** How far back the named queries look. */
const days = 7;

/** Where the log files of a stack's bucket are. Pure. */
export function logFolders(settings: StackSettings, accountId: string): LogFolders {
  const { bucketName, region, keyPrefix, retentionDays } = settings;
  const { trails, accounts, organizationId } = deliveriesTo(settings, accountId);
  // The organization's own trail has a folder of its id; trails of its accounts have not.
  const ofOrganization = organizationId !== undefined && trails.length > 0;
  return {
    bucketName,
    region,
    root: `${keyPrefix ? `${keyPrefix}/` : ""}AWSLogs/${ofOrganization ? `${organizationId}/` : ""}`,
    accounts: organizationId === undefined ? accounts : undefined,
    days: retentionDays,
  };
}

/** Where Athena puts what queries answer: in the log bucket, beside the log files. Pure. */
export const resultLocation = ({
  bucketName,
  keyPrefix,
}: Pick<StackSettings, "bucketName" | "keyPrefix">): string =>
  `s3://${bucketName}/${keyPrefix ? `${keyPrefix}/` : ""}athena-results/`;

/** Athena over the log bucket: workgroup, table, and questions kept as named queries. Returns the stack's outputs of it. */
export function athena(
  settings: StackSettings,
  accountId: string,
  options: CustomResourceOptions,
): { readonly athenaWorkgroup: Output<string>; readonly athenaTable: Output<string> } {
  const names = athenaNames(settings.stack);
  const folders = logFolders(settings, accountId);
  const table = cloudTrailTable(settings.stack, folders);
  const workgroup = new Workgroup(
    partName("athena", options),
    {
      name: names.workgroup,
      description: `Questions to the log files in ${settings.bucketName}`,
      // Queries that people keep here go with it; the log files do not.
      forceDestroy: true,
      configuration: {
        enforceWorkgroupConfiguration: true,
        publishCloudwatchMetricsEnabled: true,
        bytesScannedCutoffPerQuery: mostBytes,
        resultConfiguration: {
          outputLocation: resultLocation(settings),
          expectedBucketOwner: accountId,
          encryptionConfiguration: { encryptionOption: "SSE_S3" },
        },
      },
      tags: settings.tags,
    },
    options,
  );
  const database = new CatalogDatabase(
    partName("athena", options),
    { name: table.database, description: `Log files of stack ${settings.stack}`, tags: settings.tags },
    options,
  );
  const columns = (of: typeof table.columns) =>
    Object.entries(of).map(([name, type]) => ({ name, type: typeText(type) }));
  new CatalogTable(
    partName("athena", options),
    {
      name: table.name,
      databaseName: database.name,
      description: table.description,
      tableType: "EXTERNAL_TABLE",
      parameters: { EXTERNAL: "TRUE", ...table.properties },
      partitionKeys: columns(table.partitionKeys),
      storageDescriptor: {
        columns: columns(table.columns),
        location: table.location,
        inputFormat: table.inputFormat,
        outputFormat: table.outputFormat,
        serDeInfo: { serializationLibrary: table.serde, parameters: { "serialization.format": "1" } },
      },
    },
    options,
  );
  const scope = {
    database: table.database,
    table: table.name,
    days,
    ...(folders.accounts ? {} : { account: accountId }),
  };
  for (const query of namedQueries) {
    new NamedQuery(
      partName(query.id, options),
      {
        name: query.name,
        description: query.description,
        database: database.name,
        workgroup: workgroup.name,
        query: queryText(query, scope),
      },
      options,
    );
  }
  return {
    athenaWorkgroup: workgroup.name,
    athenaTable: database.name.apply((name) => `${name}.${table.name}`),
  };
}
