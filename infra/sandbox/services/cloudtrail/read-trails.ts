import { eventTime } from "../../../cloudtrail/event-time.ts";
import { parseTrailArn, trailNameProblem } from "../../../cloudtrail/trail-arn.ts";
import type { Call, Reply } from "../../service.ts";
import type { World } from "../../world.ts";
import { describeTrail } from "./describe-trail.ts";
import { errors } from "./errors.ts";
import { findTrail } from "./find-trail.ts";
import { inputOf } from "./inputs.ts";
import { type Trail, trailByArn, trailsSeenBy } from "./trails.ts";

/**
 * DescribeTrails: without names, this region's trails and the shadows of others: of multi-region trails at home
 * elsewhere, and of the organization's trails. A name means a trail of this region and account, an ARN any; what is not
 * there is left out without an error.
 */
export function describeTrails(call: Call, world: World): Reply {
  const { trailNameList = [], includeShadowTrails = true } = inputOf("DescribeTrails", call);
  const { accountId } = call.caller;
  const seen = trailsSeenBy(world, accountId);
  const isHere = (trail: Trail) => trail.accountId === accountId && trail.homeRegion === call.region;
  const isShadow = (trail: Trail) => trail.homeRegion === call.region || trail.isMultiRegionTrail;
  const here = seen.filter((trail) => isHere(trail) || (includeShadowTrails && isShadow(trail)));
  const named = (name: string): readonly Trail[] => {
    if (name.startsWith("arn:")) {
      if (!parseTrailArn(name)) throw errors.badArn(name);
      return seen.filter(({ arn }) => arn === name);
    }
    const problem = trailNameProblem(name);
    if (problem) throw errors.badName(problem);
    return seen.filter((trail) => trail.name === name && isHere(trail));
  };
  const found = trailNameList.length === 0 ? here : trailNameList.flatMap(named);
  return { output: { trailList: found.map(describeTrail) } };
}

/** GetTrail: the configuration of a trail, of this region by its name, of any by its ARN. */
export function getTrail(call: Call, world: World): Reply {
  return { output: { Trail: describeTrail(findTrail(world, call, inputOf("Trail", call).Name)) } };
}

/** ListTrails: the account's trails of all regions, and the organization's. */
export function listTrails(call: Call, world: World): Reply {
  inputOf("ListTrails", call);
  const trails = trailsSeenBy(world, call.caller.accountId);
  return {
    output: {
      Trails: trails.map(({ arn, name, homeRegion }) => ({
        TrailARN: arn,
        Name: name,
        HomeRegion: homeRegion,
      })),
    },
  };
}

/** GetTrailStatus, with the old members whose times are ISO texts. */
export function getTrailStatus(call: Call, world: World): Reply {
  const { arn } = findTrail(world, call, inputOf("Trail", call).Name);
  const { isLogging, startLoggingTime, stopLoggingTime, delivery } = trailByArn(world, arn)!;
  const status = {
    IsLogging: isLogging,
    LatestDeliveryError: delivery.error,
    LatestDeliveryTime: seconds(delivery.attemptSucceeded),
    StartLoggingTime: seconds(startLoggingTime),
    StopLoggingTime: seconds(stopLoggingTime),
    LatestCloudWatchLogsDeliveryError: delivery.logsError,
    LatestCloudWatchLogsDeliveryTime: seconds(delivery.logsTime),
    LatestDigestDeliveryTime: seconds(delivery.digestTime),
    LatestDigestDeliveryError: delivery.digestError,
    LatestDeliveryAttemptTime: iso(delivery.attemptTime),
    LatestNotificationError: delivery.noticeError,
    LatestNotificationTime: seconds(delivery.noticeSucceeded),
    LatestNotificationAttemptTime: iso(delivery.noticeTime),
    LatestNotificationAttemptSucceeded: iso(delivery.noticeSucceeded),
    LatestDeliveryAttemptSucceeded: iso(delivery.attemptSucceeded),
    TimeLoggingStarted: iso(startLoggingTime),
    TimeLoggingStopped: iso(stopLoggingTime),
  };
  return { output: Object.fromEntries(Object.entries(status).filter(([, value]) => value !== undefined)) };
}

function seconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}

function iso(milliseconds: number | undefined): string {
  return milliseconds === undefined ? "" : eventTime(new Date(milliseconds));
}
