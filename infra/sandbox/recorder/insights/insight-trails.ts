import type { CloudTrailRecord } from "../../../cloudtrail/record.ts";
import { type Trail, trailsOf } from "../../services/cloudtrail/trails.ts";
import type { World } from "../../world.ts";
import type { InsightSubject } from "./insight-record.ts";

/** Whether a trail's insights need a record that it takes to be counted. */
export function countsFor(trail: Trail, record: CloudTrailRecord): boolean {
  if (!trail.insightSelectors?.length) return false;
  return trail.insightSelectors.some(
    ({ InsightType, EventCategories = ["Management"] }) =>
      EventCategories.includes(record.eventCategory ?? "") &&
      (InsightType === "ApiErrorRateInsight"
        ? record.errorCode !== undefined
        : record.readOnly !== true || record.eventCategory === "Data"),
  );
}

/** The logging trails that want insights about a subject. */
export function trailsWanting(world: World, subject: InsightSubject): readonly Trail[] {
  return trailsOf(world).filter(
    (trail) =>
      trail.isLogging &&
      (trail.accountId === subject.account || trail.organizationId !== undefined) &&
      (trail.isMultiRegionTrail || trail.homeRegion === subject.region) &&
      trail.insightSelectors?.some(
        ({ InsightType, EventCategories = ["Management"] }) =>
          InsightType === subject.type && EventCategories.includes(subject.category),
      ),
  );
}

/** The minute since which a trail's insights have been watching. */
export function watchingSince({ startLoggingTime = 0, insightsSince = 0 }: Trail): number {
  return Math.ceil(Math.max(startLoggingTime, insightsSince) / 60_000);
}
