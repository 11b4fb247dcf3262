import { Trail } from "@pulumi/aws/cloudtrail/trail.js";
import type { CustomResourceOptions, Input } from "@pulumi/pulumi";
import type { StackSettings } from "../stacks/settings.ts";

/** The trail: all regions, global services, log file validation, started. Its name is explicit, for the policy names it. */
export function trail(
  settings: StackSettings,
  bucketName: Input<string>,
  options: CustomResourceOptions,
): Trail {
  return new Trail(
    "trail",
    {
      name: settings.trailName,
      s3BucketName: bucketName,
      ...(settings.keyPrefix ? { s3KeyPrefix: settings.keyPrefix } : {}),
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
      enableLogFileValidation: true,
      enableLogging: true,
      tags: settings.tags,
    },
    options,
  );
}
