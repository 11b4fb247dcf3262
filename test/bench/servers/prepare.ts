import { loadBucket, queryCall } from "../load/requests.ts";
import type { Server } from "./server.ts";

/** What the measured calls work on: a bucket, an object of one kilobyte, three instances. */
export async function prepareLoad(server: Server): Promise<void> {
  await server.ask({ service: "s3", method: "PUT", target: `/${loadBucket}` });
  await server.ask({
    service: "s3",
    method: "PUT",
    target: `/${loadBucket}/read`,
    body: Buffer.alloc(1024, "x"),
  });
  const images = await server.ask(queryCall("ec2", "DescribeImages"));
  const ImageId = /<imageId>(ami-[0-9a-f]+)</.exec(images)?.[1];
  if (ImageId === undefined) throw new Error(`${server.name} has no images`);
  const run = { ImageId, InstanceType: "t3.micro", MinCount: "3", MaxCount: "3" };
  await server.ask(queryCall("ec2", "RunInstances", run));
}

/** Statements that let CloudTrail deliver to a bucket. */
function trailPolicy(bucket: string): string {
  const Principal = { Service: "cloudtrail.amazonaws.com" };
  const Resource = `arn:aws:s3:::${bucket}`;
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal, Action: "s3:GetBucketAcl", Resource },
      { Effect: "Allow", Principal, Action: "s3:PutObject", Resource: `${Resource}/*` },
    ],
  });
}

/** The bucket that a trail delivers to. */
export const logBucket = (trail: string): string => `logs-of-${trail}`.toLowerCase();

/**
 * Makes a trail that takes every call: management events, and data events of every bucket but its own (its deliveries
 * would be events of it, too).
 */
export async function recordEverything(server: Server, trail: string): Promise<void> {
  const bucket = logBucket(trail);
  const json = (operation: string, input: unknown) =>
    server.ask({
      service: "cloudtrail",
      method: "POST",
      target: "/",
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": `com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.${operation}`,
      },
      body: JSON.stringify(input),
    });
  await server.ask({ service: "s3", method: "PUT", target: `/${bucket}` });
  await server.ask({
    service: "s3",
    method: "PUT",
    target: `/${bucket}?policy=`,
    body: trailPolicy(bucket),
  });
  await json("CreateTrail", {
    Name: trail,
    S3BucketName: bucket,
    IsMultiRegionTrail: true,
    EnableLogFileValidation: true,
  });
  const equals = (Field: string, ...Equals: string[]) => ({ Field, Equals });
  await json("PutEventSelectors", {
    TrailName: trail,
    AdvancedEventSelectors: [
      { Name: "Management", FieldSelectors: [equals("eventCategory", "Management")] },
      {
        Name: "Objects",
        FieldSelectors: [
          equals("eventCategory", "Data"),
          equals("resources.type", "AWS::S3::Object"),
          { Field: "resources.ARN", NotStartsWith: ["arn:aws:s3:::logs-of-"] },
        ],
      },
    ],
  });
  await json("StartLogging", { Name: trail });
}
