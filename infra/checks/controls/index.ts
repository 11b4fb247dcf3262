import type { Control } from "../control.ts";
import { alertControls } from "./alerts.ts";
import { cloudTrailControls } from "./cloudtrail.ts";
import { cloudWatchControls } from "./cloudwatch.ts";
import { keyControls } from "./key.ts";
import { logBucketControls } from "./log-bucket.ts";
import { objectLevelControls } from "./object-level.ts";
import { accessControls } from "./own-access.ts";
import { deliveryControls } from "./own-delivery.ts";
import { recordingControls } from "./own-recording.ts";

/** `CloudTrail.2` before `CloudTrail.10`, Security Hub's before ours. */
function byId(a: Control, b: Control): number {
  const [service = "", number = ""] = a.id.split(".");
  const [otherService = "", otherNumber = ""] = b.id.split(".");
  const ours = Number(service === "TW") - Number(otherService === "TW");
  return ours || service.localeCompare(otherService, "en") || Number(number) - Number(otherNumber);
}

/** Every control there is, by id. */
export const controls: readonly Control[] = [
  ...cloudTrailControls,
  ...logBucketControls,
  ...alertControls,
  ...cloudWatchControls,
  ...keyControls,
  ...objectLevelControls,
  ...accessControls,
  ...deliveryControls,
  ...recordingControls,
].sort(byId);
