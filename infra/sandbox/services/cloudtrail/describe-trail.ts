import { defaultEventSelectors } from "../../../cloudtrail/event-selectors.ts";
import type { Trail } from "./trails.ts";

/** What CreateTrail and UpdateTrail answer. */
export function configurationOf(trail: Trail): Record<string, unknown> {
  return {
    Name: trail.name,
    S3BucketName: trail.s3BucketName,
    ...(trail.s3KeyPrefix === undefined ? {} : { S3KeyPrefix: trail.s3KeyPrefix }),
    ...(trail.snsTopicArn === undefined
      ? {}
      : { SnsTopicName: trail.snsTopicName ?? trail.snsTopicArn, SnsTopicARN: trail.snsTopicArn }),
    IncludeGlobalServiceEvents: trail.includeGlobalServiceEvents,
    IsMultiRegionTrail: trail.isMultiRegionTrail,
    TrailARN: trail.arn,
    LogFileValidationEnabled: trail.logFileValidationEnabled,
    ...(trail.cloudWatchLogs === undefined
      ? {}
      : {
          CloudWatchLogsLogGroupArn: trail.cloudWatchLogs.groupArn,
          CloudWatchLogsRoleArn: trail.cloudWatchLogs.roleArn,
        }),
    ...(trail.kmsKeyArn === undefined ? {} : { KmsKeyId: trail.kmsKeyArn }),
    IsOrganizationTrail: trail.organizationId !== undefined,
  };
}

/** The `Trail` structure of GetTrail and DescribeTrails. */
export function describeTrail(trail: Trail): Record<string, unknown> {
  const { IsOrganizationTrail, ...configuration } = configurationOf(trail);
  return {
    ...configuration,
    HomeRegion: trail.homeRegion,
    HasCustomEventSelectors: JSON.stringify(trail.selection) !== standard,
    HasInsightSelectors: (trail.insightSelectors?.length ?? 0) > 0,
    IsOrganizationTrail,
  };
}

const standard = JSON.stringify({ EventSelectors: defaultEventSelectors });
