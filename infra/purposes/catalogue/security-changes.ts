import type { Purpose } from "../purpose.ts";
import { managementEvents } from "../selectors.ts";

export const securityChanges: Purpose = {
  id: "security-changes",
  title: "Security changes",
  records:
    "Every change (no reads) to who may do what: IAM, KMS, Organizations, CloudTrail, networks, and all other changes with them, because a trail cannot select management events by service.",
  leavesOut:
    "Reads. AssumeRole and KMS's cryptography count as reads in CloudTrail; keep the management baseline for those.",
  audience: "Security engineers who want few, telling events and long retention.",
  events: ["management"],
  checks: [],
  questions: [
    { shows: "changes to identities", filter: "source:iam" },
    { shows: "keys disabled or scheduled for deletion", filter: "source:kms" },
    { shows: "trails stopped or weakened", filter: "source:cloudtrail" },
    { shows: "changes to the organization", filter: "source:organizations" },
  ],
  select: () => [managementEvents("Changes only", false)],
};
