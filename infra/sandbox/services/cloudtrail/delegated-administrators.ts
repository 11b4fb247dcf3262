import { cloudTrailPrincipal } from "../../../cloudtrail/service-principal.ts";
import { AwsError, type Call, type Reply } from "../../service.ts";
import type { World } from "../../world.ts";
import { managementAccount } from "../organizations/organization.ts";
import { errors } from "./errors.ts";
import { inputOf } from "./inputs.ts";
import { ask, checkTrustedAccess } from "./organization-trails.ts";

/** RegisterOrganizationDelegatedAdmin: a member account may from now on change the organization's trails. */
export function registerDelegatedAdministrator(call: Call, world: World): Reply {
  const { MemberAccountId } = inputOf("RegisterOrganizationDelegatedAdmin", call);
  return change(call, world, "RegisterDelegatedAdministrator", MemberAccountId);
}

/** DeregisterOrganizationDelegatedAdmin. Trails that the member made stay, they are the management account's. */
export function deregisterDelegatedAdministrator(call: Call, world: World): Reply {
  const { DelegatedAdminAccountId } = inputOf("DeregisterOrganizationDelegatedAdmin", call);
  return change(call, world, "DeregisterDelegatedAdministrator", DelegatedAdminAccountId);
}

function change(call: Call, world: World, operation: string, accountId: string): Reply {
  if (managementAccount(world).id !== call.caller.accountId) throw errors.notManagement();
  if (!/^\d{12,16}$/.test(accountId)) throw errors.parameter("The account ID must have 12 to 16 digits.");
  checkTrustedAccess(world, call);
  try {
    ask(world, call, operation, { AccountId: accountId, ServicePrincipal: cloudTrailPrincipal });
  } catch (error) {
    throw translated(error, accountId);
  }
  return { output: {} };
}

/** What Organizations refuses, as CloudTrail passes it on. */
function translated(error: unknown, accountId: string): unknown {
  if (!(error instanceof AwsError)) return error;
  switch (error.extra["Reason"] ?? error.code) {
    case "AccountAlreadyRegisteredException":
      return new AwsError("AccountRegisteredException", error.message);
    case "CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR":
      return new AwsError(
        "CannotDelegateManagementAccountException",
        `The management account ${accountId} cannot be a delegated administrator.`,
      );
    case "MAX_DELEGATED_ADMINISTRATORS_FOR_SERVICE_LIMIT_EXCEEDED":
      return new AwsError("DelegatedAdminAccountLimitExceededException", error.message);
    case "INVALID_VALUE":
      return new AwsError("AccountNotFoundException", `The account ${accountId} is not in the organization.`);
    default:
      return error;
  }
}
