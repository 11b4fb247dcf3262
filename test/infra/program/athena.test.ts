import { AthenaClient, ListNamedQueriesCommand, BatchGetNamedQueryCommand } from "@aws-sdk/client-athena";
import { GetTableCommand, GlueClient, UpdateTableCommand } from "@aws-sdk/client-glue";
import { describe, expect, test } from "vitest";
import { namedQueries } from "../../../infra/athena/queries.ts";
import { logFolders, resultLocation } from "../../../infra/program/athena.ts";
import { trailStack } from "../../../infra/program/trail-stack.ts";
import { checkSettings } from "../../../infra/stacks/config.ts";
import { stackSettingsSchema } from "../../../infra/stacks/settings.ts";
import { providerStack, sandboxCloud } from "../../helpers/provider-stack.ts";

const settings = stackSettingsSchema.parse({ stack: "dev", bucketName: "logs-for-athena", athena: true });

describe("athena: true", () => {
  test("makes workgroup, database, table and queries by the real engine, mends drift, and goes without a trace", async () => {
    const cloud = await sandboxCloud();
    const program =
      (more: object = {}) =>
      async () =>
        trailStack({ ...settings, ...more }, cloud.accountId) as Record<string, unknown>;
    const stack = await providerStack(cloud, program());
    const made = await stack.up();
    expect(made.outputs).toMatchObject({
      athenaWorkgroup: "trailwright-dev",
      athenaTable: "trailwright_dev.cloudtrail_logs",
    });
    const athena = new AthenaClient(cloud.clientConfig);
    const glue = new GlueClient(cloud.clientConfig);
    const { NamedQueryIds } = await athena.send(
      new ListNamedQueriesCommand({ WorkGroup: "trailwright-dev" }),
    );
    const { NamedQueries } = await athena.send(new BatchGetNamedQueryCommand({ NamedQueryIds }));
    expect(NamedQueries?.map(({ Name }) => Name).sort()).toEqual(namedQueries.map(({ name }) => name).sort());
    const { Table } = await glue.send(
      new GetTableCommand({ DatabaseName: "trailwright_dev", Name: "cloudtrail_logs" }),
    );
    expect(Table).toMatchObject({
      TableType: "EXTERNAL_TABLE",
      PartitionKeys: [{ Name: "account" }, { Name: "region" }, { Name: "timestamp" }],
      Parameters: { EXTERNAL: "TRUE", "projection.account.values": cloud.accountId },
    });
    expect((await stack.refresh()).changes).not.toHaveProperty("update");
    expect(Object.keys((await stack.preview()).changes)).toEqual(["same"]);

    // Somebody takes a column away.
    const { Name, StorageDescriptor } = Table!;
    const columns = StorageDescriptor!.Columns!.slice(1);
    await glue.send(
      new UpdateTableCommand({
        DatabaseName: "trailwright_dev",
        TableInput: { Name, StorageDescriptor: { ...StorageDescriptor, Columns: columns } },
      }),
    );
    await stack.refresh();
    expect(
      (await stack.up()).steps.filter(({ operation }) => operation === "update").map(({ name }) => name),
    ).toEqual(["athena"]);

    // Fewer days: the table and the bucket's rule change, and nothing is replaced.
    stack.program = program({ retentionDays: 30, tags: { team: "audit" } });
    const { changes } = await stack.up();
    // Table, workgroup, database, bucket, its lifecycle and the trail.
    expect(changes).toMatchObject({ update: 6 });
    expect(Object.keys(changes).sort()).toEqual(["same", "update"]);
    const now = await glue.send(
      new GetTableCommand({ DatabaseName: "trailwright_dev", Name: "cloudtrail_logs" }),
    );
    expect(now.Table?.Parameters).toMatchObject({ "projection.timestamp.range": "NOW-30DAYS,NOW" });
    expect(now.Table?.StorageDescriptor?.Columns).toEqual(StorageDescriptor!.Columns);
    expect(Object.keys((await stack.preview()).changes)).toEqual(["same"]);
    expect(Object.keys((await stack.destroy()).changes)).toEqual(["delete"]);
    await expect(athena.send(new ListNamedQueriesCommand({ WorkGroup: "trailwright-dev" }))).rejects.toThrow(
      "WorkGroup is not found",
    );
  }, 120_000);

  test("knows where the log files of each kind of stack are", () => {
    const here = "111122223333";
    expect(logFolders(settings, here)).toMatchObject({ root: "AWSLogs/", accounts: [here], days: 365 });
    expect(logFolders({ ...settings, keyPrefix: "kept" }, here)).toMatchObject({ root: "kept/AWSLogs/" });
    const organizationId = "o-abcdefghij";
    expect(logFolders({ ...settings, organizationTrail: true, organizationId }, here)).toMatchObject({
      root: "AWSLogs/o-abcdefghij/",
      accounts: undefined,
    });
    const archive = { ...settings, kind: "log-archive" as const };
    const trails = ["a", "b"].map(
      (name, at) => `arn:aws:cloudtrail:us-east-1:44445555666${at}:trail/${name}`,
    );
    expect(logFolders({ ...archive, deliveringTrails: trails }, here)).toMatchObject({
      root: "AWSLogs/",
      accounts: ["444455556660", "444455556661"],
    });
    expect(logFolders({ ...archive, organizationId }, here)).toMatchObject({
      root: "AWSLogs/",
      accounts: undefined,
    });
    expect(resultLocation({ bucketName: "b", keyPrefix: "kept" })).toBe("s3://b/kept/athena-results/");
  });

  test("is refused where it cannot be whole, with the reason", () => {
    const given = { stack: "dev", bucketName: "logs-of-us", athena: true };
    expect(() => checkSettings({ ...given, centralBucket: true }, "Settings")).toThrow(
      /athena: belongs to the stack of the central bucket/,
    );
    expect(() =>
      checkSettings({ ...given, objectLock: { mode: "GOVERNANCE", days: 3 } }, "Settings"),
    ).toThrow(/athena: keeps results of queries in the log bucket/);
  });
});
