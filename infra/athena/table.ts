import { type Columns, cloudTrailColumns } from "./columns.ts";
import type { LogFolders } from "./log-folders.ts";
import { regionsLike } from "./regions.ts";

/** A table over log files, as Glue keeps it and as a statement makes it. */
export interface CloudTrailTable {
  readonly database: string;
  readonly name: string;
  readonly description: string;
  readonly columns: Columns;
  /** Account, region and day; `timestamp` is what AWS's own table calls the day. */
  readonly partitionKeys: Columns;
  /** `s3://bucket/AWSLogs/` */
  readonly location: string;
  readonly serde: string;
  readonly inputFormat: string;
  readonly outputFormat: string;
  /** The table's properties, partition projection among them. */
  readonly properties: Readonly<Record<string, string>>;
}

/** Names of what Athena has for a stack: Hive's names know small letters, digits and underscores. */
export const athenaNames = (stack: string) => ({
  workgroup: `trailwright-${stack}`,
  database: `trailwright_${stack.toLowerCase().replace(/[^a-z0-9]/g, "_")}`,
  table: "cloudtrail_logs",
});

/**
 * The table over a stack's log files with partition projection over accounts, regions and days ("Create the table for
 * CloudTrail logs in Athena using partition projection" and "Set up partition projection", Amazon Athena User Guide).
 * Accounts that are not known beforehand are injected: then each query must name one. Pure.
 */
export function cloudTrailTable(stack: string, folders: LogFolders): CloudTrailTable {
  const { database, table } = athenaNames(stack);
  const location = `s3://${folders.bucketName}/${folders.root}`;
  return {
    database,
    name: table,
    description: `Log files of CloudTrail in ${folders.bucketName}`,
    columns: cloudTrailColumns,
    partitionKeys: { account: "string", region: "string", timestamp: "string" },
    location,
    serde: "org.apache.hive.hcatalog.data.JsonSerDe",
    inputFormat: "com.amazon.emr.cloudtrail.CloudTrailInputFormat",
    outputFormat: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
    properties: {
      "projection.enabled": "true",
      ...(folders.accounts
        ? { "projection.account.type": "enum", "projection.account.values": folders.accounts.join(",") }
        : { "projection.account.type": "injected" }),
      "projection.region.type": "enum",
      "projection.region.values": regionsLike(folders.region).join(","),
      "projection.timestamp.type": "date",
      "projection.timestamp.format": "yyyy/MM/dd",
      // Older files have expired.
      "projection.timestamp.range": `NOW-${folders.days}DAYS,NOW`,
      "projection.timestamp.interval": "1",
      "projection.timestamp.interval.unit": "DAYS",
      "storage.location.template": `${location}\${account}/CloudTrail/\${region}/\${timestamp}`,
    },
  };
}
