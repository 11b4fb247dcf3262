import type { Target } from "../../target/target.ts";
import type { Evidence, LabState } from "../lab-state.ts";
import type { StepId } from "../step.ts";
import { bucketEvidence, policyEvidence } from "./bucket-evidence.ts";
import { callEvidence, deliveryEvidence } from "./call-evidence.ts";
import { identityEvidence } from "./identity-evidence.ts";
import { trailEvidence } from "./trail-evidence.ts";

/** Reads back from AWS what a step left, or repeats what the session knows for steps that leave nothing. */
export async function readEvidence(
  step: StepId,
  state: LabState,
  target: Target,
): Promise<readonly Evidence[]> {
  switch (step) {
    case "identity":
      return identityEvidence(state, target);
    case "bucket":
      return bucketEvidence(state.settings, target);
    case "policy":
      return policyEvidence(state.settings, target);
    case "trail":
      return trailEvidence(state.settings, target);
    case "events":
      return callEvidence(state.calls);
    case "watch":
      return deliveryEvidence(state.calls);
  }
}
