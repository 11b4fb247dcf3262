import { currentDigestKey, digestKeys } from "../../recorder/digest-keys.ts";
import type { Call, Reply } from "../../service.ts";
import type { World } from "../../world.ts";
import { errors } from "./errors.ts";
import { inputOf } from "./inputs.ts";

/**
 * ListPublicKeys: the region's keys that were valid at some time of the range, all on one page; without a range those
 * valid now. The range may end in the future: validate-logs asks that way.
 */
export function listPublicKeys(call: Call, world: World): Reply {
  const { StartTime, EndTime } = inputOf("ListPublicKeys", call);
  if (StartTime && EndTime && StartTime > EndTime)
    throw errors.timeRange("The start time must not be later than the end time.");
  currentDigestKey(world, call.region);
  const from = StartTime?.getTime() ?? (EndTime ? 0 : call.time.getTime());
  const to = EndTime?.getTime() ?? (StartTime ? Number.POSITIVE_INFINITY : call.time.getTime());
  const keys = digestKeys(world, call.region).filter((key) => key.validFrom <= to && from <= key.validTo);
  return {
    output: {
      PublicKeyList: keys.map((key) => ({
        Value: key.publicKey,
        ValidityStartTime: key.validFrom / 1000,
        ValidityEndTime: key.validTo / 1000,
        Fingerprint: key.fingerprint,
      })),
    },
  };
}
