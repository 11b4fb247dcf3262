import {
  CloudTrailClient,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  type GetEventSelectorsCommandOutput,
  GetTrailStatusCommand,
  type GetTrailStatusCommandOutput,
  ListTagsCommand,
  ListTrailsCommand,
  type Trail,
} from "@aws-sdk/client-cloudtrail";
import type { EventSelector, FieldSelector, Selection } from "../../cloudtrail/event-selectors.ts";
import { parseTrailArn } from "../../cloudtrail/trail-arn.ts";
import { concurrently } from "../../trail-log/concurrently.ts";
import type { Read, TrailDescription, TrailFacts, TrailStatus } from "../facts.ts";
import { allPages, type Reader } from "./reading.ts";

/**
 * All trails that record the account. ListTrails knows those of every region, DescribeTrails the organization's that are
 * seen here; each is then asked about in its home region, where alone everything is answered.
 */
export async function readTrails(reader: Reader): Promise<Read<readonly TrailFacts[]>> {
  const { target, read } = reader;
  const clients = new Map<string, CloudTrailClient>();
  const client = (region: string) => {
    const open = clients.get(region) ?? new CloudTrailClient(target.clientConfig(region));
    clients.set(region, open);
    return open;
  };
  const here = client(target.identity.region);
  try {
    const [listed, described] = await Promise.all([
      read("cloudtrail:ListTrails", (options) =>
        allPages(
          (NextToken) => here.send(new ListTrailsCommand(NextToken ? { NextToken } : {}), options),
          ({ Trails }) => Trails,
          ({ NextToken }) => NextToken,
        ),
      ),
      read("cloudtrail:DescribeTrails", async (options) => {
        const answer = await here.send(new DescribeTrailsCommand({ includeShadowTrails: true }), options);
        return answer.trailList ?? [];
      }),
    ]);
    // One of the two might lack trails that the other knows.
    if ("unread" in listed) return listed;
    if ("unread" in described) return described;
    const arns = new Set([...listed.value, ...described.value].flatMap(({ TrailARN }) => TrailARN ?? []));
    return {
      value: await concurrently([...arns].sort(), 6, (arn) =>
        readTrail(reader, arn, client, described.value),
      ),
    };
  } finally {
    for (const open of clients.values()) open.destroy();
  }
}

async function readTrail(
  { read, target }: Reader,
  arn: string,
  client: (region: string) => CloudTrailClient,
  described: readonly Trail[],
): Promise<TrailFacts> {
  const parsed = parseTrailArn(arn);
  const homeRegion = parsed?.region ?? target.identity.region;
  const home = client(homeRegion);
  const known = described.find(({ TrailARN }) => TrailARN === arn);
  const [description, status, selection, tags] = await Promise.all([
    read("cloudtrail:DescribeTrails", async (options) => {
      const { trailList } = known
        ? { trailList: [known] }
        : await home.send(new DescribeTrailsCommand({ trailNameList: [arn] }), options);
      const [trail] = trailList ?? [];
      if (!trail) throw new Error(`${arn} is not there any more`);
      return descriptionOf(trail);
    }),
    read("cloudtrail:GetTrailStatus", async (options) =>
      statusOf(await home.send(new GetTrailStatusCommand({ Name: arn }), options)),
    ),
    read("cloudtrail:GetEventSelectors", async (options) =>
      selectionOf(await home.send(new GetEventSelectorsCommand({ TrailName: arn }), options)),
    ),
    read("cloudtrail:ListTags", async (options) => {
      const { ResourceTagList } = await home.send(new ListTagsCommand({ ResourceIdList: [arn] }), options);
      const tags = ResourceTagList?.flatMap(({ TagsList }) => TagsList ?? []) ?? [];
      return Object.fromEntries(tags.map(({ Key, Value }) => [Key ?? "", Value ?? ""]));
    }),
  ]);
  const ownerId = parsed?.accountId ?? target.identity.accountId;
  return { arn, name: parsed?.name ?? arn, homeRegion, ownerId, description, status, selection, tags };
}

function descriptionOf(trail: Trail): TrailDescription {
  return {
    bucketName: trail.S3BucketName ?? "",
    keyPrefix: trail.S3KeyPrefix || undefined,
    multiRegion: trail.IsMultiRegionTrail ?? false,
    globalServices: trail.IncludeGlobalServiceEvents ?? false,
    validation: trail.LogFileValidationEnabled ?? false,
    kmsKeyId: trail.KmsKeyId || undefined,
    logGroupArn: trail.CloudWatchLogsLogGroupArn?.replace(/:\*$/, "") || undefined,
    organization: trail.IsOrganizationTrail ?? false,
  };
}

function statusOf(status: GetTrailStatusCommandOutput): TrailStatus {
  const delivery = (error: string | undefined, time: Date | undefined) => ({
    error: error || undefined,
    succeededAt: time?.getTime(),
  });
  return {
    logging: status.IsLogging ?? false,
    startedAt: status.StartLoggingTime?.getTime(),
    stoppedAt: status.StopLoggingTime?.getTime(),
    logFiles: delivery(status.LatestDeliveryError, status.LatestDeliveryTime),
    digests: delivery(status.LatestDigestDeliveryError, status.LatestDigestDeliveryTime),
    logGroup: delivery(status.LatestCloudWatchLogsDeliveryError, status.LatestCloudWatchLogsDeliveryTime),
  };
}

/** The selectors with the API's defaults filled in ("EventSelector", CloudTrail API Reference). */
function selectionOf(answer: GetEventSelectorsCommandOutput): Selection {
  if (answer.AdvancedEventSelectors?.length)
    return {
      AdvancedEventSelectors: answer.AdvancedEventSelectors.map(({ Name, FieldSelectors }) => ({
        ...(Name === undefined ? {} : { Name }),
        FieldSelectors: (FieldSelectors ?? []) as readonly FieldSelector[],
      })),
    };
  return {
    EventSelectors: (answer.EventSelectors ?? []).map((each): EventSelector => ({
      ReadWriteType: each.ReadWriteType ?? "All",
      IncludeManagementEvents: each.IncludeManagementEvents ?? true,
      DataResources: (each.DataResources ?? []).map(({ Type, Values }) => ({
        Type: Type ?? "",
        Values: Values ?? [],
      })),
      ExcludeManagementEventSources: each.ExcludeManagementEventSources ?? [],
    })),
  };
}
