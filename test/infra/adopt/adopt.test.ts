import { CloudTrailClient, CreateTrailCommand, PutEventSelectorsCommand } from "@aws-sdk/client-cloudtrail";
import { CreateBucketCommand, PutBucketPolicyCommand, S3Client } from "@aws-sdk/client-s3";
import { describe, expect, test } from "vitest";
import { adoptInto } from "../../../infra/adopt/adopt.ts";
import type { ExistingTrail } from "../../../infra/adopt/existing-trails.ts";
import { lookAround } from "../../../infra/adopt/look-around.ts";
import { checkNamesAreFree } from "../../../infra/adopt/names-free.ts";
import { trailNotices } from "../../../infra/adopt/trail-notices.ts";
import { stackSettingsSchema } from "../../../infra/stacks/settings.ts";
import { targetOf, testSandbox } from "../../helpers/sandbox-target.ts";
import { trailPolicy } from "../../helpers/trail-sandbox.ts";

const accountId = "111122223333";
const settings = stackSettingsSchema.parse({ stack: "audit", bucketName: "logs-of-audit" });
const trail = (name: string, more: Partial<ExistingTrail> = {}): ExistingTrail => ({
  arn: `arn:aws:cloudtrail:us-east-1:${accountId}:trail/${name}`,
  name,
  homeRegion: "us-east-1",
  accountId,
  bucketName: `bucket-of-${name.toLowerCase()}`,
  keyPrefix: undefined,
  organization: false,
  controlTower: false,
  managementEvents: true,
  ...more,
});

describe("before a trail is made", () => {
  test("a second copy of management events is priced, its own trail not counted", () => {
    expect(trailNotices([trail("MyTrail")], settings, accountId)).toEqual([]);
    const [notice, ...more] = trailNotices([trail("MyTrail"), trail("a"), trail("b")], settings, accountId);
    expect(notice).toContain("The trails a and b record management events of this account already.");
    expect(notice).toContain("$2.00 per 100,000 events");
    expect(more).toEqual([]);
  });

  test("a purpose without management events makes no copy, and neither does a trail without", () => {
    const data = { ...settings, purpose: "s3-objects" as const, resources: ["customers"] };
    expect(trailNotices([trail("a")], data, accountId)).toEqual([]);
    expect(trailNotices([trail("a", { managementEvents: false })], settings, accountId)).toEqual([]);
  });

  test("Control Tower's organization trail is recognised and left alone", () => {
    const baseline = trail("aws-controltower-BaselineCloudTrail", {
      organization: true,
      controlTower: true,
      accountId: "777788889999",
      managementEvents: undefined,
    });
    const [whose, copy] = trailNotices([baseline], settings, accountId);
    expect(whose).toMatch(/AWS Control Tower's own organization trail: .* It is left alone\./);
    expect(copy).toContain("aws-controltower-BaselineCloudTrail records management events");
    expect(trailNotices([baseline], { ...settings, kind: "log-archive" }, accountId)).toEqual([]);
  });
});

/** The sandbox with a trail of somebody's that records data events of buckets only, and its bucket with a policy. */
async function inhabited(name = "theirs") {
  const sandbox = await testSandbox();
  const target = targetOf(sandbox);
  const s3 = new S3Client(target.clientConfig());
  const cloudtrail = new CloudTrailClient(target.clientConfig());
  const Bucket = `bucket-of-${name.toLowerCase()}`;
  const arn = `arn:aws:cloudtrail:us-east-1:${sandbox.accountId}:trail/${name}`;
  const Statement = trailPolicy(Bucket, sandbox.accountId, arn);
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(
    new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: "2012-10-17", Statement }) }),
  );
  await cloudtrail.send(new CreateTrailCommand({ Name: name, S3BucketName: Bucket }));
  return { sandbox, target, s3, cloudtrail, Bucket, name };
}

describe("in an account", () => {
  test("trails are found with what they record", async () => {
    const { target, cloudtrail, name, Bucket } = await inhabited("aws-controltower-BaselineCloudTrail");
    const before = await lookAround(target, settings);
    expect(before.trails).toMatchObject([
      { name, bucketName: Bucket, controlTower: true, organization: false, managementEvents: true },
    ]);
    expect(before.notices.join()).toContain("$2.00");
    await cloudtrail.send(
      new PutEventSelectorsCommand({
        TrailName: name,
        AdvancedEventSelectors: [
          {
            FieldSelectors: [
              { Field: "eventCategory", Equals: ["Data"] },
              { Field: "resources.type", Equals: ["AWS::S3::Object"] },
            ],
          },
        ],
      }),
    );
    const after = await lookAround(target, settings);
    expect(after).toMatchObject({ trails: [{ managementEvents: false }], notices: [] });
  });

  test("names that a plan would take are not taken over, and what may be done is said", async () => {
    const { target, name, Bucket } = await inhabited();
    const wanted = { ...settings, trailName: name };
    const create = (type: string, called: string) => ({
      resource: { type, name: called },
      operation: "create",
    });
    const aTrail = create("aws:cloudtrail/trail:Trail", "trail");
    await checkNamesAreFree(target, settings, [aTrail]);
    await checkNamesAreFree(target, wanted, [{ ...aTrail, operation: "same" }]);
    await expect(checkNamesAreFree(target, wanted, [aTrail])).rejects.toMatchObject({
      code: "TrailNameTaken",
      exitCode: 4,
      why: expect.stringContaining(`s3://${Bucket}`),
      next: expect.stringContaining("--adopt trail"),
    });
    await expect(
      checkNamesAreFree(target, { ...settings, bucketName: Bucket }, [
        create("aws:s3/bucket:Bucket", "logs"),
      ]),
    ).rejects.toMatchObject({ code: "BucketNameTaken", next: expect.stringContaining("--adopt bucket") });
  });

  test("adopting keeps what the bucket's policy says besides", async () => {
    const { sandbox, target, name, Bucket, s3 } = await inhabited();
    const theirs = { Sid: "Auditors", Effect: "Allow", Principal: { AWS: `arn:aws:iam::444455556666:root` } };
    const statement = { ...theirs, Action: "s3:GetObject", Resource: `arn:aws:s3:::${Bucket}/*` };
    await s3.send(
      new PutBucketPolicyCommand({
        Bucket,
        Policy: JSON.stringify({
          Version: "2012-10-17",
          Statement: [
            ...trailPolicy(Bucket, sandbox.accountId, "arn:aws:cloudtrail:us-east-1:1:trail/x"),
            statement,
          ],
        }),
      }),
    );
    const wanted = { ...settings, bucketName: Bucket, trailName: name };
    const adopted = await adoptInto(wanted, ["bucket", "trail"], target);
    expect(adopted.adopted).toEqual(["bucket", "trail"]);
    expect(adopted.policyStatements).toContainEqual(statement);
    expect(await adoptInto(adopted, ["trail"], target)).toBe(adopted);
  });

  test.each([
    ["bucket", { bucketName: "nobody-has-this-one" }, "There is no bucket of this name."],
    ["trail", { trailName: "nobody-has-this-one" }, "There is no trail of this name in us-east-1."],
    ["trail", { region: "eu-west-1", trailName: "aws-controltower-BaselineCloudTrail" }, "There is no trail"],
    ["trail", { trailName: "aws-controltower-BaselineCloudTrail" }, "It is AWS Control Tower's own"],
  ] as const)("a %s %j cannot be adopted", async (part, more, why) => {
    const { target } = await inhabited("aws-controltower-BaselineCloudTrail");
    await expect(adoptInto({ ...settings, ...more }, [part], target)).rejects.toMatchObject({
      code: "InvalidInput",
      why: expect.stringContaining(why),
      next: expect.any(String),
    });
  });

  test("what does not go with adopting is refused", async () => {
    const { target, Bucket } = await inhabited();
    await expect(
      adoptInto({ ...settings, bucketName: Bucket, emptyOnDestroy: true }, ["bucket"], target),
    ).rejects.toMatchObject({ code: "InvalidSettings", message: expect.stringContaining("emptyOnDestroy") });
    await expect(
      adoptInto({ ...settings, bucketName: Bucket, accessLogBucket: "other-bucket" }, ["bucket"], target),
    ).rejects.toMatchObject({ code: "InvalidSettings" });
  });
});
