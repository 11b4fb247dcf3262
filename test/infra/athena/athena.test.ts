import { EntityContextType, HiveSQL, TrinoSQL } from "dt-sql-parser";
import { describe, expect, test } from "vitest";
import { cloudTrailColumns, typeText } from "../../../infra/athena/columns.ts";
import { createDatabase, createTable } from "../../../infra/athena/create-table.ts";
import { namedQueries, queryText } from "../../../infra/athena/queries.ts";
import { regionsLike } from "../../../infra/athena/regions.ts";
import { athenaNames, cloudTrailTable } from "../../../infra/athena/table.ts";

const table = cloudTrailTable("Audit-1", {
  bucketName: "logs-of-us",
  region: "us-east-1",
  root: "kept/AWSLogs/",
  accounts: ["111122223333", "444455556666"],
  days: 30,
});
const hive = new HiveSQL();
const trino = new TrinoSQL();

describe("the table", () => {
  test("has the columns of AWS's own, with their types and in their order", () => {
    const texts = Object.entries(cloudTrailColumns).map(([name, type]) => `${name} ${typeText(type)}`);
    // "Create the table for CloudTrail logs in Athena using partition projection", Amazon Athena User Guide.
    expect(texts).toEqual([
      "eventversion string",
      "useridentity struct<type:string,principalid:string,arn:string,accountid:string,invokedby:string,accesskeyid:string,username:string,onbehalfof:struct<userid:string,identitystorearn:string>,sessioncontext:struct<attributes:struct<mfaauthenticated:string,creationdate:string>,sessionissuer:struct<type:string,principalid:string,arn:string,accountid:string,username:string>,ec2roledelivery:string,webidfederationdata:struct<federatedprovider:string,attributes:map<string,string>>>>",
      "eventtime string",
      "eventsource string",
      "eventname string",
      "awsregion string",
      "sourceipaddress string",
      "useragent string",
      "errorcode string",
      "errormessage string",
      "requestparameters string",
      "responseelements string",
      "additionaleventdata string",
      "requestid string",
      "eventid string",
      "readonly string",
      "resources array<struct<arn:string,accountid:string,type:string>>",
      "eventtype string",
      "apiversion string",
      "recipientaccountid string",
      "serviceeventdetails string",
      "sharedeventid string",
      "vpcendpointid string",
      "vpcendpointaccountid string",
      "eventcategory string",
      "addendum struct<reason:string,updatedfields:string,originalrequestid:string,originaleventid:string>",
      "sessioncredentialfromconsole string",
      "edgedevicedetails string",
      "tlsdetails struct<tlsversion:string,ciphersuite:string,clientprovidedhostheader:string>",
    ]);
  });

  test("projects accounts, regions and the days that files are kept", () => {
    expect(table.properties).toMatchObject({
      "projection.enabled": "true",
      "projection.account.values": "111122223333,444455556666",
      "projection.timestamp.format": "yyyy/MM/dd",
      "projection.timestamp.range": "NOW-30DAYS,NOW",
      "storage.location.template":
        "s3://logs-of-us/kept/AWSLogs/${account}/CloudTrail/${region}/${timestamp}",
    });
    expect(table.properties["projection.region.values"]).toMatch(/(^|,)us-east-1(,|$)/);
    // Every projected column is a partition, and the other way round.
    const projected = Object.keys(table.properties).flatMap(
      (key) => /^projection\.(\w+)\.type$/.exec(key)?.[1] ?? [],
    );
    expect(projected).toEqual(Object.keys(table.partitionKeys));
  });

  test("asks for the account where nobody can say which there are", () => {
    const injected = cloudTrailTable("org", {
      bucketName: "b",
      region: "us-east-1",
      root: "AWSLogs/o-abcdefghij/",
      accounts: undefined,
      days: 1,
    });
    expect(injected.properties).toMatchObject({ "projection.account.type": "injected" });
    expect(injected.properties).not.toHaveProperty("projection.account.values");
  });

  test("is made by statements of Hive's language", () => {
    const ddl = createTable(table);
    expect(hive.validate(`${createDatabase(table.database)};`)).toEqual([]);
    expect(hive.validate(`${ddl};`)).toEqual([]);
    // The grammar tells a wrong statement, and finds the table in ours.
    expect(hive.validate(ddl.replace("PARTITIONED BY", "PARTITIONED"))).not.toEqual([]);
    expect(
      hive.getAllEntities(`${ddl};`)?.map(({ entityContextType, text }) => [entityContextType, text]),
    ).toContainEqual([EntityContextType.TABLE_CREATE, "`trailwright_audit_1`.`cloudtrail_logs`"]);
  });

  test("looks into the regions of its partition", () => {
    expect(regionsLike("cn-north-1")).toEqual(["cn-north-1", "cn-northwest-1"]);
    expect(regionsLike("eusc-de-east-1")).toEqual(["eusc-de-east-1"]);
  });

  test("has a name that Hive takes", () => {
    expect(athenaNames("Audit-1.eu")).toEqual({
      workgroup: "trailwright-Audit-1.eu",
      database: "trailwright_audit_1_eu",
      table: "cloudtrail_logs",
    });
  });
});

describe("named queries", () => {
  const scope = { database: table.database, table: table.name, days: 7 };

  test.each(namedQueries)("$id is Trino's SQL, of this table, within its days", (query) => {
    const text = queryText(query, scope);
    expect(trino.validate(`${text};`)).toEqual([]);
    expect(trino.validate(text.replace("WHERE", "WHERE WHERE"))).not.toEqual([]);
    expect(text).toMatch(
      /WHERE "timestamp" >= date_format\(current_date - interval '7' day, '%Y\/%m\/%d'\)\n {2}AND/,
    );
    expect(trino.getAllEntities(`${text};`)?.map((entity) => entity.text)).toContain(
      '"trailwright_audit_1"."cloudtrail_logs"',
    );
  });

  test.each(namedQueries)("$id knows every column it reads", (query) => {
    const fields = [
      ...queryText(query, scope).matchAll(
        /\b(event\w+|useridentity|aws\w+|source\w+|error\w+|request\w+|response\w+|additional\w+|readonly)\b/g,
      ),
    ];
    expect(fields.map(([field]) => field!).filter((field) => !(field in cloudTrailColumns))).toEqual([]);
  });

  test("name one account where the table cannot list them", () => {
    const text = queryText(namedQueries[0]!, { ...scope, account: "111122223333" });
    expect(text).toContain("\n  AND account = '111122223333'\n");
    expect(trino.validate(`${text};`)).toEqual([]);
  });
});
