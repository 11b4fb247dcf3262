import { changeable, usable } from "./find-key.ts";
import { onKey } from "./key-operation.ts";
import { putKey } from "./state.ts";

/** Switched on and told; the material stays the same, which no caller could see anyway. */
export const enableKeyRotation = onKey("EnableKeyRotation", false, ({ call, world, key, input }) => {
  const rotationDays = input.RotationPeriodInDays ?? key.rotationDays ?? 365;
  putKey(world, { ...usable(key), rotationDays, rotationSince: call.time.toISOString() });
  return undefined;
});

export const disableKeyRotation = onKey("DisableKeyRotation", false, ({ world, key }) => {
  const { rotationDays: _days, rotationSince: _since, ...kept } = usable(key);
  putKey(world, kept);
  return undefined;
});

export const getKeyRotationStatus = onKey("GetKeyRotationStatus", true, ({ call, key }) => {
  const { rotationDays, rotationSince } = changeable(key);
  if (rotationDays === undefined || rotationSince === undefined)
    return { KeyId: key.arn, KeyRotationEnabled: false };
  const period = rotationDays * 86_400_000;
  const since = new Date(rotationSince).getTime();
  const past = Math.floor((call.time.getTime() - since) / period);
  return {
    KeyId: key.arn,
    KeyRotationEnabled: true,
    RotationPeriodInDays: rotationDays,
    NextRotationDate: new Date(since + (past + 1) * period),
  };
});
