import {
  CloudTrailClient,
  DescribeTrailsCommand,
  type EventSelector,
  GetEventSelectorsCommand,
  type GetEventSelectorsResponse,
  type Trail,
} from "@aws-sdk/client-cloudtrail";
import { parseTrailArn } from "../cloudtrail/trail-arn.ts";
import { awsProblem } from "../target/aws-problem.ts";
import type { Target } from "../target/target.ts";

/** A trail that is there, whoever made it. */
export interface ExistingTrail {
  readonly arn: string;
  readonly name: string;
  readonly homeRegion: string;
  /** Whose it is; of an organization trail, the management account's. */
  readonly accountId: string;
  readonly bucketName: string;
  readonly keyPrefix: string | undefined;
  readonly organization: boolean;
  /** AWS Control Tower's own, which its set-up repairs and which one does not change by hand. */
  readonly controlTower: boolean;
  /** Whether it records management events; undefined when this account may not look. */
  readonly managementEvents: boolean | undefined;
}

/** "Additional guidance for AWS CloudTrail", AWS Control Tower User Guide; older landing zones have another in each region. */
const controlTowerName = /^aws-controltower-BaselineCloudTrail/i;

/**
 * The trails that record in a region: the account's own of this region, its multi-region trails of others, and the
 * organization's. Throws what awsProblem makes of a refusal.
 */
export async function existingTrails(target: Target, region: string): Promise<ExistingTrail[]> {
  const client = new CloudTrailClient(target.clientConfig(region));
  try {
    const { trailList = [] } = await client.send(new DescribeTrailsCommand({ includeShadowTrails: true }));
    return await Promise.all(trailList.map((trail) => described(trail, client)));
  } catch (error) {
    throw awsProblem(error, {
      doing: "looking for trails that are there (cloudtrail:DescribeTrails)",
      region,
      endpoint: target.identity.endpoint,
    });
  } finally {
    client.destroy();
  }
}

async function described(trail: Trail, client: CloudTrailClient): Promise<ExistingTrail> {
  const arn = trail.TrailARN!;
  return {
    arn,
    name: trail.Name!,
    homeRegion: trail.HomeRegion!,
    accountId: parseTrailArn(arn)?.accountId ?? "",
    bucketName: trail.S3BucketName!,
    keyPrefix: trail.S3KeyPrefix,
    organization: trail.IsOrganizationTrail ?? false,
    controlTower: controlTowerName.test(trail.Name!),
    managementEvents: await client.send(new GetEventSelectorsCommand({ TrailName: arn })).then(
      recordsManagementEvents,
      // A member account may not look at its organization's trail. What cannot be seen is said to be unknown.
      () => undefined,
    ),
  };
}

function recordsManagementEvents(answer: GetEventSelectorsResponse): boolean {
  const { EventSelectors = [], AdvancedEventSelectors = [] } = answer;
  return (
    EventSelectors.some(({ IncludeManagementEvents }: EventSelector) => IncludeManagementEvents !== false) ||
    AdvancedEventSelectors.some(({ FieldSelectors = [] }) =>
      FieldSelectors.some(
        ({ Field, Equals = [] }) => Field === "eventCategory" && Equals.includes("Management"),
      ),
    )
  );
}
