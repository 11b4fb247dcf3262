import { boto3 } from "../../helpers/python-tools.ts";
import { expect, test } from "vitest";
import { trailStack } from "../../../infra/program/trail-stack.ts";
import { type StackSettings, stackSettingsSchema } from "../../../infra/stacks/settings.ts";
import { hasMoto, startMoto } from "../../helpers/moto.ts";
import { cloudAt, providerStack } from "../../helpers/provider-stack.ts";

/** What boto3 sees of a trail and its bucket; printed as JSON. */
const look = `
import boto3, json, os
def client(name): return boto3.client(name, endpoint_url=os.environ["ENDPOINT"], region_name="us-east-1")
s3, cloudtrail = client("s3"), client("cloudtrail")
bucket, trail = os.environ["BUCKET"], os.environ["TRAIL"]
found = cloudtrail.get_trail(Name=trail)["Trail"]
print(json.dumps({
  "buckets": [each["Name"] for each in s3.list_buckets()["Buckets"]],
  "policy": json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"]),
  "versioning": s3.get_bucket_versioning(Bucket=bucket).get("Status"),
  "block": s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"],
  "trail": found,
  "logging": cloudtrail.get_trail_status(Name=trail)["IsLogging"],
  "selectors": cloudtrail.get_event_selectors(TrailName=trail).get("AdvancedEventSelectors"),
  "tags": cloudtrail.list_tags(ResourceIdList=[found["TrailARN"]])["ResourceTagList"][0]["TagsList"],
}))
`;

// moto knows nothing of our code, and boto3 nothing of either.
test.skipIf(!(await hasMoto()))(
  "our own program, with a purpose's selectors, is all there when boto3 looks (needs Python with moto's server)",
  async () => {
    const accountId = "123456789012";
    const endpoint = await startMoto();
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const cloud = cloudAt(
      { region: "us-east-1", endpoint, forcePathStyle: true, credentials: async () => credentials },
      accountId,
    );
    const settings = stackSettingsSchema.parse({
      stack: "dev",
      bucketName: "logs-on-moto",
      trailName: "Objects",
      keyPrefix: "kept",
      purpose: "s3-objects",
      resources: ["customers"],
      tags: { team: "audit" },
    });
    const program = (more: Partial<StackSettings>) => async () =>
      trailStack({ ...settings, ...more }, accountId) as Record<string, unknown>;
    const stack = await providerStack(cloud, program({}));
    const { outputs } = await stack.up();
    const environment = { ENDPOINT: endpoint, BUCKET: "logs-on-moto", TRAIL: "Objects" };
    const seen = await boto3(look, {
      ...environment,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    });
    expect(seen.stderr).toBe("");
    const arn = `arn:aws:cloudtrail:us-east-1:${accountId}:trail/Objects`;
    expect(JSON.parse(seen.stdout)).toMatchObject({
      buckets: ["logs-on-moto"],
      policy: JSON.parse(outputs["policyDocument"] as string) as object,
      versioning: "Enabled",
      block: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      trail: {
        TrailARN: arn,
        S3BucketName: "logs-on-moto",
        S3KeyPrefix: "kept",
        IsMultiRegionTrail: true,
        IncludeGlobalServiceEvents: true,
        LogFileValidationEnabled: true,
      },
      logging: true,
      selectors: [
        {
          Name: "Objects",
          FieldSelectors: [
            { Field: "eventCategory", Equals: ["Data"] },
            { Field: "resources.type", Equals: ["AWS::S3::Object"] },
            {
              Field: "resources.ARN",
              StartsWith: ["arn:aws:s3:::customers/"],
              NotStartsWith: ["arn:aws:s3:::logs-on-moto/"],
            },
          ],
        },
      ],
      tags: [{ Key: "team", Value: "audit" }],
    });
    expect((JSON.parse(seen.stdout) as { policy: object }).policy).toMatchObject({
      Statement: [{ Condition: { StringEquals: { "aws:SourceArn": arn } } }, {}, {}],
    });
    expect(Object.keys((await stack.refresh()).changes)).toEqual(["same"]);
    expect(Object.keys((await stack.preview()).changes)).toEqual(["same"]);
    stack.program = program({ purpose: "management", resources: undefined });
    expect((await stack.up()).changes).toMatchObject({ update: 1 });
    expect(Object.keys((await stack.destroy()).changes)).toEqual(["delete"]);
  },
  120_000,
);
