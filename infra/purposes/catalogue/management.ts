import type { Purpose } from "../purpose.ts";

export const management: Purpose = {
  id: "management",
  title: "Management baseline",
  records:
    "Who created, changed, deleted or looked at what: all management events, reads and writes, of all regions.",
  leavesOut: "What happens inside resources (objects, invocations, items): those are data events.",
  audience: "Everybody; the trail that audits and incident response begin with.",
  events: ["management"],
  checks: ["CloudTrail.1", "CloudTrail.3"],
  questions: [
    { shows: "denied calls", filter: "error:AccessDenied" },
    { shows: "what root did", filter: "user:root" },
    { shows: "console logins", filter: "event:ConsoleLogin" },
  ],
  // CloudTrail's own selection for new trails.
  select: () => undefined,
};
