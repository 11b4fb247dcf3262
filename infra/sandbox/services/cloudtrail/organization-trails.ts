import { cloudTrailPrincipal } from "../../../cloudtrail/service-principal.ts";
import { AwsError, type Call } from "../../service.ts";
import type { World } from "../../world.ts";
import { administratorsFor } from "../organizations/delegations.ts";
import { managementAccount } from "../organizations/organization.ts";
import { errors } from "./errors.ts";

/** In whose name an organization's trails are: the management account's, whoever makes them. */
interface TrailOrganization {
  /** `o-…` */
  readonly id: string;
  readonly managementAccountId: string;
}

/**
 * The organization that a call may make trails for ("Prepare for creating a trail for your organization", CloudTrail
 * User Guide): from its management account or a delegated administrator, whom CloudTrail asks Organizations for, and
 * with trusted access.
 * @throws NotOrganizationMasterAccountException, InsufficientDependencyServiceAccessPermissionException,
 * CloudTrailAccessNotEnabledException
 */
export function organizationFor(world: World, call: Call): TrailOrganization {
  if (!administersTrails(world, call.caller.accountId)) throw errors.notManagementAccount();
  const organization = ask(world, call, "DescribeOrganization")["Organization"] as {
    readonly Id: string;
    readonly MasterAccountId: string;
  };
  checkTrustedAccess(world, call);
  return { id: organization.Id, managementAccountId: organization.MasterAccountId };
}

/** @throws CloudTrailAccessNotEnabledException, InsufficientDependencyServiceAccessPermissionException */
export function checkTrustedAccess(world: World, call: Call): void {
  const { EnabledServicePrincipals } = ask(world, call, "ListAWSServiceAccessForOrganization") as {
    readonly EnabledServicePrincipals: readonly { readonly ServicePrincipal: string }[];
  };
  if (!EnabledServicePrincipals.some(({ ServicePrincipal }) => ServicePrincipal === cloudTrailPrincipal))
    throw errors.noTrustedAccess();
}

/** Whether an account may change the organization's trails. */
export function administersTrails(world: World, accountId: string): boolean {
  return (
    managementAccount(world).id === accountId ||
    administratorsFor(world, cloudTrailPrincipal).includes(accountId)
  );
}

/** Calls Organizations with the identity of whoever called CloudTrail (forward access sessions, IAM User Guide). */
export function ask(
  world: World,
  call: Call,
  operation: string,
  input: Record<string, unknown> = {},
): Record<string, unknown> {
  const caller =
    call.caller.type === "AWSService" ? call.caller : { ...call.caller, invokedBy: cloudTrailPrincipal };
  try {
    return (
      world.internalCall(caller, "organizations", operation, { region: "us-east-1", input }).output ?? {}
    );
  } catch (error) {
    if (error instanceof AwsError && error.code === "AccessDeniedException")
      throw errors.dependencyPermission(operation);
    throw error;
  }
}
