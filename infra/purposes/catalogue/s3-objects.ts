import { partitionOf } from "../../cloudtrail/partition.ts";
import { bucketNameProblems } from "../../stacks/naming-rules.ts";
import type { Purpose } from "../purpose.ts";
import { dataEvents } from "../selectors.ts";

export const s3Objects: Purpose = {
  id: "s3-objects",
  title: "S3 object access",
  records:
    "Who read, wrote or deleted which object of the named buckets (of all buckets, when none is named).",
  leavesOut:
    "The log bucket itself: each delivered log file would make the next one. Management events: another trail has them.",
  audience: "Data protection: who touched these files, and what left with a leaked key.",
  events: ["data"],
  resources: {
    what: "buckets, by name, or with a key prefix as bucket/prefix",
    example: "customer-records",
    problem(resource, { bucketName }) {
      const [bucket = ""] = resource.split("/");
      if (bucket === bucketName)
        return "is the log bucket: recording its objects would record each delivery, which is delivered, and so on for ever";
      const [problem] = bucketNameProblems(bucket);
      return problem && `names no bucket: a bucket name ${problem}`;
    },
  },
  // S3.22 and S3.23 want every bucket, and the log bucket is left out.
  checks: [],
  questions: [
    { shows: "downloads", filter: "event:GetObject" },
    { shows: "deletions", filter: "event:DeleteObject" },
    { shows: "refused access", filter: "error:AccessDenied" },
  ],
  select({ resources = [], bucketName, region }) {
    const arn = (resource: string) => `arn:${partitionOf(region).partition}:s3:::${resource}`;
    // The slash keeps buckets out whose names only begin alike.
    const named = resources.map((resource) => arn(resource.includes("/") ? resource : `${resource}/`));
    return [
      dataEvents("Objects", "AWS::S3::Object", {
        ...(named.length > 0 ? { StartsWith: named } : {}),
        NotStartsWith: [arn(`${bucketName}/`)],
      }),
    ];
  },
};
