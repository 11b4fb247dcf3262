import type { CloudTrailRecord } from "../../../../infra/cloudtrail/record.ts";
import type { Sandbox } from "../../../../infra/sandbox/index.ts";
import type { Stage } from "./stage.ts";

/** The trail that `auditEverything` makes. */
const trail = "everything";

/** Makes a trail that takes management events and the data events of S3, SNS and SQS. */
export async function auditEverything(stage: Stage): Promise<void> {
  const bucketName = "everything-that-happens";
  await stage.must("s3", "CreateBucket", { bucketName });
  const statement = {
    Effect: "Allow",
    Principal: { Service: "cloudtrail.amazonaws.com" },
    Action: ["s3:GetBucketAcl", "s3:PutObject"],
    Resource: [`arn:aws:s3:::${bucketName}`, `arn:aws:s3:::${bucketName}/*`],
  };
  const bucketPolicy = { Version: "2012-10-17", Statement: [statement] };
  await stage.must("s3", "PutBucketPolicy", { bucketName, policy: "", bucketPolicy });
  await stage.must("cloudtrail", "CreateTrail", { Name: trail, S3BucketName: bucketName });
  const selector = (category: string, type?: string) => ({
    FieldSelectors: [
      { Field: "eventCategory", Equals: [category] },
      ...(type === undefined ? [] : [{ Field: "resources.type", Equals: [type] }]),
    ],
  });
  await stage.must("cloudtrail", "PutEventSelectors", {
    TrailName: trail,
    AdvancedEventSelectors: [
      selector("Management"),
      ...["AWS::S3::Object", "AWS::SNS::Topic", "AWS::SQS::Queue"].map((type) => selector("Data", type)),
    ],
  });
  await stage.must("cloudtrail", "StartLogging", { Name: trail });
}

/** Everything the trail has delivered. */
export async function everything(sandbox: Sandbox): Promise<readonly CloudTrailRecord[]> {
  await sandbox.delivered();
  return sandbox.records({ deliveredBy: trail });
}

/** The delivered record of one request. */
export async function recordOf(sandbox: Sandbox, requestId: string): Promise<CloudTrailRecord> {
  const found = (await everything(sandbox)).filter(({ requestID }) => requestID === requestId);
  if (found.length !== 1) throw new Error(`${found.length} records of the request ${requestId}`);
  return found[0]!;
}
