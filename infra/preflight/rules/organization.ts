import { known } from "../known.ts";
import type { Rule } from "../rule.ts";

const source = "Prepare for creating a trail for your organization, AWS CloudTrail User Guide";

const inNone: Rule = {
  id: "no-organization",
  title: "An organization's trail is asked for in an account that belongs to none",
  severity: "error",
  source,
  judge: ({ settings, facts }) => {
    const found = known(facts.organization);
    return settings.organizationTrail && found && found.id === undefined
      ? [
          {
            what: `Account ${facts.accountId} belongs to no organization.`,
            why: "An organization's trail records the accounts of an organization (OrganizationsNotInUseException).",
            mend: "Create the organization first, or take trailwright:organizationTrail out.",
          },
        ]
      : [];
  },
};

const notInCharge: Rule = {
  id: "not-management-account",
  title: "An organization's trail is asked for outside of the management account",
  severity: "error",
  source,
  judge: ({ settings, facts }) => {
    const found = known(facts.organization);
    if (!settings.organizationTrail || !found?.managementAccountId) return [];
    const inCharge = [found.managementAccountId, ...(known(found.delegatedAdministrators) ?? [])];
    return inCharge.includes(facts.accountId)
      ? []
      : [
          {
            what: `Account ${facts.accountId} may not make trails of the organization; its management account is ${found.managementAccountId}.`,
            why: "Only the management account and delegated administrators for CloudTrail may (NotOrganizationMasterAccountException).",
            mend: `Use credentials or a role of account ${found.managementAccountId} (--profile, --role), or take trailwright:organizationTrail out.`,
          },
        ];
  },
};

const noTrust: Rule = {
  id: "no-trusted-access",
  title: "CloudTrail has no trusted access to the organization",
  severity: "error",
  source,
  judge: ({ settings, facts }) =>
    settings.organizationTrail && known(known(facts.organization)?.trustedAccess) === false
      ? [
          {
            what: "CloudTrail has no trusted access to the organization.",
            why: "It makes its role in each member account with it (CloudTrailAccessNotEnabledException).",
            mend: "In the management account: aws organizations enable-aws-service-access --service-principal cloudtrail.amazonaws.com",
          },
        ]
      : [],
};

const otherOrganization: Rule = {
  id: "other-organization",
  title: "The settings name another organization than the account's",
  severity: "error",
  source,
  judge: ({ settings: { organizationId, organizationTrail, kind }, facts }) => {
    const found = known(facts.organization);
    if (!found?.id || (organizationId === undefined && !organizationTrail) || found.id === organizationId)
      return [];
    return [
      {
        what: organizationId
          ? `The settings name organization ${organizationId}; account ${facts.accountId} belongs to ${found.id}.`
          : "The settings do not say which organization the trail is of.",
        why:
          kind === "log-archive"
            ? "Bucket and key would let in the trails of an organization that is not yours, and keep yours out."
            : "The log files' folder bears the organization's id, and the bucket's policy would allow another one.",
        mend: `Set trailwright:organizationId: ${found.id}.`,
      },
    ];
  },
};

export const organizationRules = [inNone, notInCharge, noTrust, otherOrganization];
