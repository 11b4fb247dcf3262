import { z } from "zod";
import { AwsError } from "../../service.ts";
import { administratorsFor, trustedServices } from "./delegations.ts";
import { changing, invalidInput, page, pageInput, reading } from "./operation.ts";

const named = z.object({ ServicePrincipal: z.string().min(1).max(128) });

function checkPrincipal(principal: string): void {
  if (!/^[\w+=,@-]+(?:\.[\w+=,@-]+)*\.amazonaws\.com$/.test(principal))
    throw invalidInput("You specified an unrecognized service principal.");
}

export const enableServiceAccess = changing(
  "EnableAWSServiceAccess",
  named,
  (world, { ServicePrincipal }) => {
    checkPrincipal(ServicePrincipal);
    if (!trustedServices(world).has(ServicePrincipal))
      trustedServices(world).put(ServicePrincipal, world.clock.now().toISOString());
  },
);

/** Needs the service's delegated administrators to be gone. Trails of the organization stay as they are. */
export const disableServiceAccess = changing(
  "DisableAWSServiceAccess",
  named,
  (world, { ServicePrincipal }) => {
    checkPrincipal(ServicePrincipal);
    if (administratorsFor(world, ServicePrincipal).length > 0)
      throw new AwsError(
        "ConstraintViolationException",
        "You can't disable service access while the service has delegated administrators. Deregister them first.",
        { extra: { Reason: "DELEGATED_ADMINISTRATOR_EXISTS_FOR_THIS_SERVICE" } },
      );
    trustedServices(world).delete(ServicePrincipal);
  },
);

export const listServiceAccess = reading(
  "ListAWSServiceAccessForOrganization",
  z.object(pageInput),
  (world, input) => {
    const { items, rest } = page([...trustedServices(world).entries()], input);
    return {
      EnabledServicePrincipals: items.map(([ServicePrincipal, enabled]) => ({
        ServicePrincipal,
        DateEnabled: new Date(enabled),
      })),
      ...rest,
    };
  },
);
