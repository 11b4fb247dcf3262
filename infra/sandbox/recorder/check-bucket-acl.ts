import { AwsError } from "../service.ts";
import { trailByArn } from "../services/cloudtrail/trails.ts";
import type { World } from "../world.ts";
import { callS3 } from "./cloudtrail-caller.ts";

/** CloudTrail looks at the bucket's ACL again and again while it delivers (measured); once in five minutes here. */
const checkMilliseconds = 5 * 60_000;

const checked = new WeakMap<World, Map<string, number>>();

/** Asks for the bucket's ACL as CloudTrail, if it is time to. What S3 answers shows in the record; PutObject decides. */
export function checkBucketAcl(world: World, trailArn: string): void {
  let times = checked.get(world);
  if (!times) {
    const fresh = new Map<string, number>();
    checked.set(world, fresh);
    world.afterReload(() => fresh.clear());
    times = fresh;
  }
  const trail = trailByArn(world, trailArn);
  const now = world.clock.now().getTime();
  if (!trail || now - (times.get(trailArn) ?? Number.NEGATIVE_INFINITY) < checkMilliseconds) return;
  times.set(trailArn, now);
  try {
    callS3(world, trail, "GetBucketAcl");
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
  }
}
