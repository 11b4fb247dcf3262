import { call, type Suite } from "../suite.ts";

const notInMoto = "moto does not check this";
const arn = "arn:aws:glue:${region}:${account}:database/logs";
const TableInput = {
  Name: "calls",
  TableType: "EXTERNAL_TABLE",
  Parameters: { EXTERNAL: "TRUE", "projection.enabled": "true" },
  PartitionKeys: [{ Name: "day", Type: "string" }],
  StorageDescriptor: {
    Columns: [
      { Name: "eventname", Type: "string" },
      { Name: "useridentity", Type: "struct<arn:string>" },
    ],
    Location: "s3://logs/AWSLogs/",
    InputFormat: "com.amazon.emr.cloudtrail.CloudTrailInputFormat",
    OutputFormat: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
    SerdeInfo: {
      SerializationLibrary: "org.apache.hive.hcatalog.data.JsonSerDe",
      Parameters: { "serialization.format": "1" },
    },
  },
};
const missing = "EntityNotFoundException";
const bad = "InvalidInputException";
const DatabaseName = "logs";

/** AWS Glue's data catalog: databases, tables, tags. */
export const glue: Suite = {
  service: "glue",
  steps: [
    call("CreateDatabase", {
      DatabaseInput: { Name: "logs", Description: "of trails" },
      Tags: { team: "audit" },
    }),
    call("CreateDatabase", { DatabaseInput: { Name: "logs" } }, { fails: "AlreadyExistsException" }),
    call("CreateDatabase", { DatabaseInput: { Name: "OTHER" } }, { only: "moto keeps capital letters" }),
    call(
      "CreateDatabase",
      { DatabaseInput: { Name: "linked", TargetDatabase: { CatalogId: "1", DatabaseName: "x" } } },
      { fails: bad, only: "links are not in the sandbox" },
    ),
    call(
      "CreateDatabase",
      { DatabaseInput: { Name: "denied" } },
      { as: "nobody", fails: "AccessDeniedException" },
    ),
    call("GetDatabase", { Name: "logs" }),
    call("GetDatabase", { Name: "OTHER" }, { only: "moto keeps capital letters" }),
    call("GetDatabase", { Name: "nowhere" }, { fails: missing }),
    call("GetDatabase", { Name: "logs", CatalogId: "999999999999" }, { fails: bad, only: notInMoto }),
    call("GetDatabases", {}, { only: "moto has one database less, see above" }),
    call("GetDatabases", { MaxResults: 1 }, { save: { next: "NextToken" }, only: "moto has no pages here" }),
    call("GetDatabases", { MaxResults: 1, NextToken: "${next}" }, { only: "moto has no pages here" }),
    call("GetDatabases", { NextToken: "nonsense" }, { fails: bad, only: "moto has no pages here" }),
    call("UpdateDatabase", { Name: "logs", DatabaseInput: { Name: "logs", Description: "changed" } }),
    call("UpdateDatabase", { Name: "nowhere", DatabaseInput: { Name: "nowhere" } }, { fails: missing }),
    call(
      "UpdateDatabase",
      { Name: "logs", DatabaseInput: { Name: "renamed" } },
      { fails: bad, only: "names of databases do not change in the sandbox" },
    ),

    call("GetTags", { ResourceArn: arn }),
    call("TagResource", { ResourceArn: arn, TagsToAdd: { stage: "test" } }),
    call("UntagResource", { ResourceArn: arn, TagsToRemove: ["team"] }),
    call("GetTags", { ResourceArn: arn }),
    call("GetTags", { ResourceArn: `${arn}-not` }, { fails: missing, only: notInMoto }),

    call("CreateTable", { DatabaseName, TableInput }),
    call("CreateTable", { DatabaseName, TableInput }, { fails: "AlreadyExistsException" }),
    call("CreateTable", { DatabaseName: "nowhere", TableInput }, { fails: missing }),
    call("CreateTable", { DatabaseName, TableInput: { ...TableInput, Name: "more" } }),
    call("CreateTable", { DatabaseName, TableInput }, { as: "nobody", fails: "AccessDeniedException" }),
    call("GetTable", { DatabaseName, Name: "calls" }),
    call("GetTable", { DatabaseName, Name: "nothing" }, { fails: missing }),
    call("GetTables", { DatabaseName }),
    call("GetTables", { DatabaseName, Expression: "cal*s|c.*" }, { only: "moto matches differently" }),
    call("GetTables", { DatabaseName, MaxResults: 1 }, { only: "moto has no pages here" }),
    call("GetTables", { DatabaseName, Expression: "(" }, { fails: bad, only: notInMoto }),
    call("UpdateTable", { DatabaseName, TableInput: { ...TableInput, Description: "changed" } }),
    call("GetTable", { DatabaseName, Name: "calls" }),
    call("UpdateTable", { DatabaseName, TableInput: { Name: "nothing" } }, { fails: missing }),
    call("DeleteTable", { DatabaseName, Name: "calls" }),
    call("DeleteTable", { DatabaseName, Name: "calls" }, { fails: missing }),
    call("DeleteDatabase", { Name: "logs" }),
    call("DeleteDatabase", { Name: "logs" }, { fails: missing }),
    call("GetTables", { DatabaseName }, { fails: missing }),
  ],
};
