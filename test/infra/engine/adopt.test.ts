import {
  CloudTrailClient,
  CreateTrailCommand,
  GetEventSelectorsCommand,
  GetTrailCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
} from "@aws-sdk/client-cloudtrail";
import {
  CreateBucketCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { describe, expect, test } from "vitest";
import { unprotectAdopted } from "../../../infra/engine/adopt.ts";
import type { WorkerRequest } from "../../../infra/engine/worker-message.ts";
import type { OperationKind, OperationRequest } from "../../../infra/engine/operation.ts";
import { runOperation } from "../../../infra/engine/run-operation.ts";
import { stackSettingsSchema } from "../../../infra/stacks/settings.ts";
import { writeSettings } from "../../../infra/stacks/settings-file.ts";
import { testEngine, toEnd } from "../../helpers/engine-run.ts";
import { targetOf, testSandbox } from "../../helpers/sandbox-target.ts";
import { temporaryPaths } from "../../helpers/temporary-home.ts";
import { trailPolicy } from "../../helpers/trail-sandbox.ts";

const Bucket = "theirs-since-2019";
const Name = "their-trail";

/** A bucket and a trail that somebody made years ago, in their own way. */
async function before() {
  const sandbox = await testSandbox();
  const target = targetOf(sandbox);
  const s3 = new S3Client(target.clientConfig());
  const cloudtrail = new CloudTrailClient(target.clientConfig());
  const arn = `arn:aws:cloudtrail:us-east-1:${sandbox.accountId}:trail/${Name}`;
  const theirs = trailPolicy(Bucket, sandbox.accountId, arn).map((statement, index) => ({
    ...(statement as object),
    Sid: `Theirs${index}`,
  }));
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(
    new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [{ Key: "owner", Value: "them" }] } }),
  );
  await s3.send(
    new PutBucketPolicyCommand({
      Bucket,
      Policy: JSON.stringify({ Version: "2012-10-17", Statement: theirs }),
    }),
  );
  await cloudtrail.send(
    new CreateTrailCommand({ Name, S3BucketName: Bucket, TagsList: [{ Key: "owner", Value: "them" }] }),
  );
  await cloudtrail.send(
    new PutEventSelectorsCommand({
      TrailName: Name,
      EventSelectors: [{ ReadWriteType: "WriteOnly", IncludeManagementEvents: true }],
    }),
  );
  await cloudtrail.send(new StartLoggingCommand({ Name }));
  const paths = temporaryPaths();
  const settings = stackSettingsSchema.parse({
    stack: "adopting",
    bucketName: Bucket,
    trailName: Name,
    adopted: ["bucket", "trail"],
    policyStatements: theirs,
  });
  writeSettings(paths, settings);
  const engine = await testEngine();
  const operate = (kind: OperationKind, more: Partial<OperationRequest> = {}) =>
    toEnd(
      runOperation(
        { kind, settings, target, through: "trail", ...more },
        { paths, env: process.env, engine },
      ),
    );
  return { s3, cloudtrail, theirs, operate, paths, settings };
}

const planned = ({ events }: Awaited<ReturnType<typeof toEnd>>) =>
  events.flatMap((event) =>
    event.type === "planned"
      ? [
          [
            event.operation,
            event.resource.type.split(":").at(-1),
            (event.detail ?? []).map(({ path }) => path).sort(),
          ],
        ]
      : [],
  );

describe("what was there before the stack", () => {
  test("is imported as it is; only what the settings speak of changes; destroy leaves all of it", async () => {
    const { s3, cloudtrail, theirs, operate } = await before();
    const preview = await operate("preview");
    const plan = planned(preview);
    expect(plan).toContainEqual(["import", "Bucket", []]);
    expect(plan).toContainEqual(["import", "Trail", []]);
    expect(plan).toContainEqual(["update", "BucketPolicy", ["policy"]]);
    expect(plan).toContainEqual(["update", "Trail", ["enableLogFileValidation", "isMultiRegionTrail"]]);
    expect(plan.filter(([operation]) => operation === "create" || operation === "delete")).toEqual([]);
    // A look is a look: nothing was written, neither there nor into the stack.
    expect((await cloudtrail.send(new GetTrailCommand({ Name }))).Trail!.IsMultiRegionTrail).toBe(false);
    expect(planned(await operate("preview"))).toEqual(expect.arrayContaining(plan));

    await operate("up");
    const policy = JSON.parse((await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy!) as {
      Statement: { Sid: string }[];
    };
    expect(policy.Statement).toEqual(expect.arrayContaining(theirs));
    expect(policy.Statement.map(({ Sid }) => Sid)).toContain("AWSCloudTrailWrite");
    const { Trail } = await cloudtrail.send(new GetTrailCommand({ Name }));
    expect(Trail).toMatchObject({ IsMultiRegionTrail: true, LogFileValidationEnabled: true });
    const { EventSelectors } = await cloudtrail.send(new GetEventSelectorsCommand({ TrailName: Name }));
    expect(EventSelectors).toMatchObject([{ ReadWriteType: "WriteOnly" }]);
    expect((await s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual([
      { Key: "owner", Value: "them" },
    ]);
    await expect(s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).rejects.toThrow();

    const again = await operate("preview");
    expect(again.result.changes).toEqual({ same: 3 });

    const look = await operate("destroy", { previewOnly: true });
    expect(planned(look).map(([operation]) => operation)).toEqual(["delete", "delete", "delete"]);
    expect(look.events.filter((event) => event.type === "planned").every((event) => event.retained)).toBe(
      true,
    );
    await operate("destroy", { remove: true });
    expect((await cloudtrail.send(new GetTrailCommand({ Name }))).Trail!.Name).toBe(Name);
    expect((await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toContain("Theirs0");
  }, 120_000);

  test("what is protected but not adopted stays protected", async () => {
    const resources = [
      { urn: "urn:pulumi:a::trailwright::aws:s3/bucket:Bucket::logs", protect: true },
      {
        urn: "urn:pulumi:a::trailwright::aws:cloudtrail/trail:Trail::trail",
        protect: true,
        retainOnDelete: true,
      },
    ];
    const imported: unknown[] = [];
    const stack = {
      exportStack: () =>
        Promise.resolve({ version: 3, deployment: { resources: structuredClone(resources) } }),
      importStack: (state: unknown) => Promise.resolve(imported.push(state)),
    } as unknown as Stack;
    const settings = stackSettingsSchema.parse({ stack: "a", bucketName: Bucket, adopted: ["trail"] });
    const putBack = await unprotectAdopted({ settings } as WorkerRequest, stack);
    await putBack!();
    expect(imported).toMatchObject([
      { deployment: { resources: [resources[0], { retainOnDelete: true }] } },
      { deployment: { resources } },
    ]);
    const { deployment } = imported[0] as { deployment: { resources: object[] } };
    expect(deployment.resources[1]).not.toHaveProperty("protect");
  });
});
