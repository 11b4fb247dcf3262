import { deliverLast, dropTrail } from "../../recorder/delivery.ts";
import type { Call, Reply } from "../../service.ts";
import type { World } from "../../world.ts";
import { findTrailAtHome } from "./find-trail.ts";
import { inputOf } from "./inputs.ts";
import { putTrail, removeTrail } from "./trails.ts";

/** StartLogging; starting a trail that logs changes nothing. */
export function startLogging(call: Call, world: World): Reply {
  const trail = findTrailAtHome(world, call, inputOf("Trail", call).Name);
  if (!trail.isLogging) putTrail(world, { ...trail, isLogging: true, startLoggingTime: call.time.getTime() });
  return { output: {} };
}

/** StopLogging; what was logged until then, this call included, is still delivered. */
export function stopLogging(call: Call, world: World): Reply {
  const trail = findTrailAtHome(world, call, inputOf("Trail", call).Name);
  if (trail.isLogging)
    putTrail(world, {
      ...trail,
      isLogging: false,
      stopLoggingTime: call.time.getTime(),
      stoppedByRequest: call.requestId,
    });
  return { output: {} };
}

/** DeleteTrail. What is still queued is delivered now, so that nothing is written into the bucket afterwards. */
export function deleteTrail(call: Call, world: World): Reply {
  const trail = findTrailAtHome(world, call, inputOf("Trail", call).Name);
  if (trail.isLogging) putTrail(world, { ...trail, isLogging: false, stopLoggingTime: call.time.getTime() });
  deliverLast(world, trail.arn);
  dropTrail(world, trail.arn);
  removeTrail(world, trail);
  return { output: {} };
}
