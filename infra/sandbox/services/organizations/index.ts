import { z } from "zod";
import { AwsError, type Service } from "../../service.ts";
import type { World } from "../../world.ts";
import {
  deregisterAdministrator,
  listAdministrators,
  listDelegatedServices,
  registerAdministrator,
} from "./delegated-administrators.ts";
import { describeAccount, emailOf } from "./describe-account.ts";
import { invalidInput, page, pageInput, reading } from "./operation.ts";
import { managementAccount, organizationArn, organizationOf } from "./organization.ts";
import { disableServiceAccess, enableServiceAccess, listServiceAccess } from "./service-access.ts";

function checkRoot(world: World, parentId: string): void {
  if (parentId !== organizationOf(world).rootId)
    throw new AwsError("ParentNotFoundException", "You specified parent that doesn't exist.");
}

const ofParent = z.object({ ParentId: z.string(), ...pageInput });

const listAccountsForParent = reading("ListAccountsForParent", ofParent, (world, input) => {
  checkRoot(world, input.ParentId);
  const { items, rest } = page(world.accounts, input);
  return { Accounts: items.map((account) => describeAccount(world, account)), ...rest };
});

const listChildren = reading(
  "ListChildren",
  ofParent.extend({ ChildType: z.enum(["ACCOUNT", "ORGANIZATIONAL_UNIT"]) }),
  (world, input) => {
    checkRoot(world, input.ParentId);
    const { items, rest } = page(input.ChildType === "ACCOUNT" ? world.accounts : [], input);
    return { Children: items.map(({ id }) => ({ Id: id, Type: "ACCOUNT" })), ...rest };
  },
);

/** AWS Organizations, of the sandbox's accounts: one organization with all features, no units below its root. */
export const organizations: Service = {
  name: "organizations",
  eventSource: "organizations.amazonaws.com",
  protocol: "json-1.1",
  apiVersion: "AWSOrganizationsV20161128",
  global: true,
  operations: {
    DescribeOrganization: reading(
      "DescribeOrganization",
      z.object({}),
      (world) => {
        const management = managementAccount(world);
        return {
          Organization: {
            Id: organizationOf(world).id,
            Arn: organizationArn(world, "organization"),
            FeatureSet: "ALL",
            MasterAccountArn: organizationArn(world, "account", management.id),
            MasterAccountId: management.id,
            MasterAccountEmail: emailOf(management),
            // Deprecated, and says the same of every organization with all features (CLI Command Reference).
            AvailablePolicyTypes: [{ Type: "SERVICE_CONTROL_POLICY", Status: "ENABLED" }],
          },
        };
      },
      true,
    ),
    DescribeAccount: reading("DescribeAccount", z.object({ AccountId: z.string() }), (world, input) => {
      if (!/^\d{12}$/.test(input.AccountId))
        throw invalidInput("You specified an invalid value for AccountId.");
      const account = world.accounts.find(({ id }) => id === input.AccountId);
      if (!account)
        throw new AwsError("AccountNotFoundException", "You specified an account that doesn't exist.");
      return { Account: describeAccount(world, account) };
    }),
    ListAccounts: reading("ListAccounts", z.object(pageInput), (world, input) => {
      const { items, rest } = page(world.accounts, input);
      return { Accounts: items.map((account) => describeAccount(world, account)), ...rest };
    }),
    ListAccountsForParent: listAccountsForParent,
    ListChildren: listChildren,
    ListOrganizationalUnitsForParent: reading(
      "ListOrganizationalUnitsForParent",
      ofParent,
      (world, input) => {
        checkRoot(world, input.ParentId);
        return { OrganizationalUnits: [] };
      },
    ),
    ListParents: reading("ListParents", z.object({ ChildId: z.string(), ...pageInput }), (world, input) => {
      if (!world.accounts.some(({ id }) => id === input.ChildId))
        throw new AwsError(
          "ChildNotFoundException",
          "You specified an organizational unit (OU) or account that doesn't exist.",
        );
      return { Parents: [{ Id: organizationOf(world).rootId, Type: "ROOT" }] };
    }),
    ListRoots: reading("ListRoots", z.object(pageInput), (world) => ({
      Roots: [
        {
          Id: organizationOf(world).rootId,
          Arn: organizationArn(world, "root", organizationOf(world).rootId),
          Name: "Root",
          PolicyTypes: [],
        },
      ],
    })),
    ListDelegatedAdministrators: listAdministrators,
    ListDelegatedServicesForAccount: listDelegatedServices,
    RegisterDelegatedAdministrator: registerAdministrator,
    DeregisterDelegatedAdministrator: deregisterAdministrator,
    ListAWSServiceAccessForOrganization: listServiceAccess,
    EnableAWSServiceAccess: enableServiceAccess,
    DisableAWSServiceAccess: disableServiceAccess,
  },
};
