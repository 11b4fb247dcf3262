import type { Service } from "../../service.ts";
import { accessKeyOperations } from "./access-keys.ts";
import { accountOperations } from "./account.ts";
import { attachedPolicyOperations } from "./attached-policies.ts";
import { boundaryOperations } from "./boundaries.ts";
import { emptyListings } from "./empty-listings.ts";
import { groupOperations } from "./groups.ts";
import { inlinePolicyOperations } from "./inline-policies.ts";
import { loginProfileOperations } from "./login-profiles.ts";
import { managedPolicyOperations } from "./managed-policies.ts";
import { roleOperations } from "./roles.ts";
import { simulatorOperations } from "./simulate-policies.ts";
import { userOperations } from "./users.ts";

/**
 * IAM: users, groups, roles, policies, access keys. Not there: instance profiles, MFA devices, certificates, identity
 * providers, service-linked roles, password policies, reports. Policy documents are limited by AWS's
 * grammar, not by their size.
 */
export const iam: Service = {
  name: "iam",
  eventSource: "iam.amazonaws.com",
  protocol: "query",
  apiVersion: "2010-05-08",
  global: true,
  operations: {
    ...userOperations,
    ...accessKeyOperations,
    ...loginProfileOperations,
    ...groupOperations,
    ...roleOperations,
    ...boundaryOperations,
    ...inlinePolicyOperations,
    ...attachedPolicyOperations,
    ...managedPolicyOperations,
    ...accountOperations,
    ...emptyListings,
    ...simulatorOperations,
  },
};
