import { parseTrailArn, trailArn, trailNameProblem } from "../../../cloudtrail/trail-arn.ts";
import type { Call } from "../../service.ts";
import type { World } from "../../world.ts";
import { errors } from "./errors.ts";
import { administersTrails } from "./organization-trails.ts";
import { isSeenBy, type Trail, trailByArn } from "./trails.ts";

/** The ARN a name or an ARN stands for; a bare name means this account and region. Checks both for their form. */
function trailArnFrom(call: Call, nameOrArn: string): string {
  if (nameOrArn.startsWith("arn:")) {
    if (!parseTrailArn(nameOrArn)) throw errors.badArn(nameOrArn);
    return nameOrArn;
  }
  const problem = trailNameProblem(nameOrArn);
  if (problem) throw errors.badName(problem);
  return trailArn({ region: call.region, accountId: call.caller.accountId, name: nameOrArn });
}

/** The trail of this name or ARN that the caller may look at. @throws TrailNotFoundException, or the name's own error. */
export function findTrail(world: World, call: Call, nameOrArn: string): Trail {
  const arn = trailArnFrom(call, nameOrArn);
  const trail = trailByArn(world, arn);
  if (!trail || !isSeenBy(trail, call.caller.accountId))
    throw errors.trailNotFound(arn, call.caller.accountId);
  return trail;
}

/**
 * As findTrail, for operations that change it: only its home region may, and of an organization's trail only those who
 * administer it.
 * @throws InvalidHomeRegionException, NotOrganizationMasterAccountException
 */
export function findTrailAtHome(world: World, call: Call, nameOrArn: string): Trail {
  const trail = findTrail(world, call, nameOrArn);
  const { accountId } = call.caller;
  if (trail.accountId !== accountId && !administersTrails(world, accountId))
    throw errors.notManagementAccount();
  if (trail.homeRegion !== call.region) throw errors.otherHome(trail.arn, trail.homeRegion);
  return trail;
}
