import type { World } from "../../world.ts";
import { errors } from "./errors.ts";
import { type Trail, trailsSeenBy } from "./trails.ts";

/** Trails a region may hold; a multi-region trail counts in every region ("Quotas in AWS CloudTrail"). */
const trailsPerRegion = 5;

/**
 * Sees whether a trail has room in every region it reaches, and its name to itself there; shadows of other regions'
 * trails and of the organization's count.
 * @throws TrailAlreadyExistsException, MaximumNumberOfTrailsExceededException
 */
export function checkRoom(
  world: World,
  trail: Pick<Trail, "name" | "accountId" | "homeRegion" | "isMultiRegionTrail">,
  itself?: Trail,
): void {
  const { name, accountId, homeRegion } = trail;
  const others = trailsSeenBy(world, accountId).filter(({ arn }) => arn !== itself?.arn);
  const regions = trail.isMultiRegionTrail ? others.map((other) => other.homeRegion) : [];
  for (const region of new Set([homeRegion, ...regions])) {
    const here = others.filter((other) => other.homeRegion === region || other.isMultiRegionTrail);
    if (here.some((other) => other.name === name)) throw errors.trailExists(name, accountId);
    if (here.length >= trailsPerRegion) throw errors.tooManyTrails(accountId, region);
  }
}
