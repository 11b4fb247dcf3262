import { Provider } from "@pulumi/aws/provider.js";
import { describe, expect, expectTypeOf, test } from "vitest";
import type * as z from "zod";
import { TrailStack, type TrailStackArgs } from "../../../infra/component/index.ts";
import { trailStack } from "../../../infra/program/trail-stack.ts";
import { stackSettingsSchema } from "../../../infra/stacks/settings.ts";
import { providerStack, sandboxCloud } from "../../helpers/provider-stack.ts";

interface Stored {
  readonly urn: string;
  readonly type: string;
  readonly parent?: string;
  readonly outputs?: Record<string, unknown>;
}

describe("TrailStack", () => {
  test("takes every setting but those that say how to get into the account", () => {
    type Settings = z.input<typeof stackSettingsSchema>;
    type Left = Exclude<keyof Settings, "stack" | "target" | "profile" | "roleArn">;
    expectTypeOf<keyof TrailStackArgs>().toEqualTypeOf<Left>();
  });

  test("stands beside others in one program, with its parts as children, by the real engine", async () => {
    const cloud = await sandboxCloud();
    const { accountId } = cloud;
    const stack = await providerStack(cloud, async () => {
      const provider = new Provider("own", { region: "us-east-1", allowedAccountIds: [accountId] });
      const audit = new TrailStack(
        "audit",
        { accountId, bucketName: "component-audit", trailName: "Audit", kmsKey: "own", emptyOnDestroy: true },
        { provider },
      );
      const objects = new TrailStack(
        "objects",
        {
          accountId,
          bucketName: "component-objects",
          trailName: "Objects",
          purpose: "s3-objects",
          resources: ["customers"],
          deliveryNotifications: true,
          emptyOnDestroy: true,
        },
        { provider },
      );
      return {
        audit: audit.trailArn,
        key: audit.kmsKeyArn,
        objects: objects.trailArn,
        queue: objects.queueUrl,
      };
    });
    const { outputs } = await stack.up();
    expect(outputs).toMatchObject({
      audit: `arn:aws:cloudtrail:us-east-1:${accountId}:trail/Audit`,
      key: expect.stringMatching(/^arn:aws:kms:/),
      objects: `arn:aws:cloudtrail:us-east-1:${accountId}:trail/Objects`,
      queue: expect.stringContaining("trailwright-objects-deliveries"),
    });
    const { resources } = (await stack.stack.exportStack()).deployment as { resources: Stored[] };
    const components = resources
      .filter(({ type }) => type === "trailwright:index:TrailStack")
      .sort((a, b) => (a.urn < b.urn ? -1 : 1));
    expect(components.map(({ urn }) => urn.split("::").at(-1))).toEqual(["audit", "objects"]);
    expect(components[0]!.outputs).toMatchObject({ trailName: "Audit", bucketName: "component-audit" });
    const parts = resources.filter(({ type }) => type.startsWith("aws:"));
    expect(parts.length).toBeGreaterThan(20);
    for (const { urn, parent } of parts) {
      const [name = ""] = urn.split("::").slice(-1);
      const [owner] = components.filter((component) => component.urn === parent);
      expect(name.startsWith(`${owner?.urn.split("::").at(-1)}-`), `${urn} under ${parent}`).toBe(true);
    }
    expect(Object.keys((await stack.preview()).changes)).toEqual(["same"]);
    expect((await stack.destroy()).changes).toHaveProperty("delete");
  }, 120_000);

  test("leaves stacks of before as they are: their resources have the names they had", async () => {
    const cloud = await sandboxCloud();
    const settings = stackSettingsSchema.parse({ stack: "dev", bucketName: "as-before" });
    const stack = await providerStack(
      cloud,
      async () => trailStack(settings, cloud.accountId) as Record<string, unknown>,
    );
    await stack.up();
    const { resources } = (await stack.stack.exportStack()).deployment as { resources: Stored[] };
    // As the program registered them before there was a component.
    expect(
      resources
        .map(({ urn }) => urn.split("::").slice(2).join("::"))
        .filter((name) => name.startsWith("aws:"))
        .sort(),
    ).toEqual([
      "aws:cloudtrail/trail:Trail::trail",
      "aws:s3/bucket:Bucket::logs",
      "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration::logs",
      "aws:s3/bucketOwnershipControls:BucketOwnershipControls::logs",
      "aws:s3/bucketPolicy:BucketPolicy::logs",
      "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock::logs",
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration::logs",
      "aws:s3/bucketVersioning:BucketVersioning::logs",
    ]);
    await stack.destroy();
  }, 120_000);

  test("refuses arguments that do not go together before anything is registered", () => {
    const wrong = { accountId: "111122223333", bucketName: "Logs", purpose: "custom" as const };
    expect(() => new TrailStack("audit", wrong)).toThrow(
      /^TrailStack audit: bucketName must not contain upper-case/,
    );
    expect(() => new TrailStack("audit", { ...wrong, bucketName: "logs-of-us" })).toThrow(
      /TrailStack audit: selectors/,
    );
  });
});
