import { checkEventSelectors } from "../../../cloudtrail/check-event-selectors.ts";
import type { Call, Reply } from "../../service.ts";
import type { World } from "../../world.ts";
import { errors } from "./errors.ts";
import { findTrail, findTrailAtHome } from "./find-trail.ts";
import { inputOf } from "./inputs.ts";
import { preflightInsights } from "./preflight.ts";
import { putTrail } from "./trails.ts";

/** PutEventSelectors: replaces what the trail had, of either kind. */
export function putEventSelectors(call: Call, world: World): Reply {
  const { TrailName, ...given } = inputOf("PutEventSelectors", call);
  const trail = findTrailAtHome(world, call, TrailName);
  const checked = checkEventSelectors(given);
  if ("problem" in checked) throw errors.eventSelectors(checked.problem);
  putTrail(world, { ...trail, selection: checked.selection });
  return { output: { TrailARN: trail.arn, ...checked.selection } };
}

/** GetEventSelectors: basic or advanced selectors, whichever the trail has. */
export function getEventSelectors(call: Call, world: World): Reply {
  const trail = findTrail(world, call, inputOf("TrailName", call).TrailName);
  return { output: { TrailARN: trail.arn, ...trail.selection } };
}

const insightTypes = ["ApiCallRateInsight", "ApiErrorRateInsight"];
const insightCategories = ["Management", "Data"];

/** PutInsightSelectors: replaces what the trail had; an empty list switches insights off. */
export function putInsightSelectors(call: Call, world: World): Reply {
  const { TrailName, InsightSelectors } = inputOf("PutInsightSelectors", call);
  const trail = findTrailAtHome(world, call, TrailName);
  for (const { InsightType, EventCategories = [] } of InsightSelectors) {
    if (!insightTypes.includes(InsightType))
      throw errors.insightSelectors(
        `${InsightType} is no insight type; valid are ${insightTypes.join(", ")}.`,
      );
    const unknown = EventCategories.find((category) => !insightCategories.includes(category));
    if (unknown !== undefined)
      throw errors.insightSelectors(
        `${unknown} is no event category; valid are ${insightCategories.join(", ")}.`,
      );
  }
  if (InsightSelectors.length > 0) preflightInsights(world, trail);
  const insightSelectors = InsightSelectors.map(({ InsightType, EventCategories }) => ({
    InsightType,
    ...(EventCategories ? { EventCategories } : {}),
  }));
  const { insightsSince: since, ...rest } = trail;
  const insightsSince = insightSelectors.length === 0 ? {} : { insightsSince: since ?? call.time.getTime() };
  putTrail(world, { ...rest, insightSelectors, ...insightsSince });
  return { output: { TrailARN: trail.arn, InsightSelectors: insightSelectors } };
}

/** GetInsightSelectors. @throws InsightNotEnabledException when there are none */
export function getInsightSelectors(call: Call, world: World): Reply {
  const trail = findTrail(world, call, inputOf("TrailName", call).TrailName);
  if (!trail.insightSelectors?.length) throw errors.insightsOff(trail.arn);
  return { output: { TrailARN: trail.arn, InsightSelectors: trail.insightSelectors } };
}
