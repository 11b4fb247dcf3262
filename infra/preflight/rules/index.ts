import type { Rule } from "../rule.ts";
import { bucketRules } from "./bucket.ts";
import { eventRules } from "./events.ts";
import { identityRules } from "./identity.ts";
import { keyRules } from "./key.ts";
import { organizationRules } from "./organization.ts";
import { policyRules } from "./policies.ts";
import { settingsRules } from "./settings.ts";
import { trailRules } from "./trail.ts";
import { unread } from "./unread.ts";

/** Every rule, in the order in which findings of the same severity are told. */
export const rules: readonly Rule[] = [
  ...identityRules,
  ...bucketRules,
  ...trailRules,
  ...policyRules,
  ...keyRules,
  ...organizationRules,
  ...settingsRules,
  ...eventRules,
  unread,
];
