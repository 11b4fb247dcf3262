import type { Purpose } from "../purpose.ts";
import { managementEvents } from "../selectors.ts";

export const insights: Purpose = {
  id: "insights",
  title: "Insights",
  records:
    "Management events, and on top of them CloudTrail's own findings of unusual call rates and error rates.",
  leavesOut: "Anything in the first day and a half: a baseline has to be learnt first.",
  audience:
    "Operators who want to be told of bursts: runaway scripts, probing, a service that begins to fail.",
  events: ["management"],
  checks: ["CloudTrail.1", "CloudTrail.3"],
  questions: [{ shows: "what made the errors", filter: "error:*" }],
  select: () => [managementEvents("All management events")],
  insights: ["ApiCallRateInsight", "ApiErrorRateInsight"],
};
