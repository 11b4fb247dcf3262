import type { Purpose } from "../purpose.ts";
import { managementEvents } from "../selectors.ts";

export const investigation: Purpose = {
  id: "investigation",
  title: "Read-only investigation",
  records:
    "Who looked around: management events that read, such as List, Describe, Get, AssumeRole and Decrypt.",
  leavesOut: "Changes; the management baseline has them.",
  audience:
    "Incident response for a while, next to the baseline: reconnaissance before an attack shows in reads.",
  events: ["management"],
  checks: [],
  questions: [
    { shows: "roles assumed", filter: "event:AssumeRole" },
    { shows: "refused attempts to look", filter: "error:AccessDenied" },
  ],
  select: () => [managementEvents("Reads only", true)],
};
