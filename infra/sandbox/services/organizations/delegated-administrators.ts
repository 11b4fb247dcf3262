import { z } from "zod";
import { AwsError } from "../../service.ts";
import type { Account, World } from "../../world.ts";
import { administratorsFor, delegations, hasServiceAccess } from "./delegations.ts";
import { membership } from "./describe-account.ts";
import { changing, invalidInput, page, pageInput, reading } from "./operation.ts";
import { managementAccount } from "./organization.ts";

/** Administrators that one service may have ("Quotas for AWS Organizations", user guide: CloudTrail and most others). */
const administratorsPerService = 3;

const given = z.object({ AccountId: z.string(), ServicePrincipal: z.string().min(1).max(128) });

function member(world: World, id: string): Account {
  if (!/^\d{12}$/.test(id)) throw invalidInput("You specified an invalid value for AccountId.");
  const account = world.accounts.find((each) => each.id === id);
  if (!account)
    throw new AwsError("AccountNotFoundException", "You specified an account that doesn't exist.");
  return account;
}

const violated = (reason: string, message: string) =>
  new AwsError("ConstraintViolationException", message, { extra: { Reason: reason } });

const notRegistered = () =>
  new AwsError(
    "AccountNotRegisteredException",
    "The specified account is not a delegated administrator for this AWS service.",
  );

export const registerAdministrator = changing(
  "RegisterDelegatedAdministrator",
  given,
  (world, { AccountId, ServicePrincipal }) => {
    const account = member(world, AccountId);
    if (account === managementAccount(world))
      throw violated(
        "CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR",
        "You cannot register master account/yourself as delegated administrator for your organization.",
      );
    if (!hasServiceAccess(world, ServicePrincipal))
      throw violated(
        "SERVICE_ACCESS_NOT_ENABLED",
        "You must enable service access before you can register a delegated administrator for the service.",
      );
    if (delegations(world).has(`${AccountId} ${ServicePrincipal}`))
      throw new AwsError(
        "AccountAlreadyRegisteredException",
        "The specified account is already a delegated administrator for this AWS service.",
      );
    if (administratorsFor(world, ServicePrincipal).length >= administratorsPerService)
      throw violated(
        "MAX_DELEGATED_ADMINISTRATORS_FOR_SERVICE_LIMIT_EXCEEDED",
        "You have exceeded the allowed number of delegated administrators for the delegated service.",
      );
    delegations(world).put(`${AccountId} ${ServicePrincipal}`, world.clock.now().toISOString());
  },
);

export const deregisterAdministrator = changing(
  "DeregisterDelegatedAdministrator",
  given,
  (world, { AccountId, ServicePrincipal }) => {
    member(world, AccountId);
    if (!delegations(world).delete(`${AccountId} ${ServicePrincipal}`)) throw notRegistered();
  },
);

export const listAdministrators = reading(
  "ListDelegatedAdministrators",
  z.object({ ServicePrincipal: z.string().optional(), ...pageInput }),
  (world, { ServicePrincipal, ...input }) => {
    const since = new Map<string, string>();
    for (const [key, date] of delegations(world).entries()) {
      const [account = "", service] = key.split(" ");
      if (ServicePrincipal !== undefined && service !== ServicePrincipal) continue;
      const earlier = since.get(account);
      if (earlier === undefined || date < earlier) since.set(account, date);
    }
    const { items, rest } = page([...since], input);
    return {
      DelegatedAdministrators: items.flatMap(([id, date]) =>
        world.accounts
          .filter((account) => account.id === id)
          .map((account) => ({
            ...membership(world, account),
            DelegationEnabledDate: new Date(date),
          })),
      ),
      ...rest,
    };
  },
);

export const listDelegatedServices = reading(
  "ListDelegatedServicesForAccount",
  z.object({ AccountId: z.string(), ...pageInput }),
  (world, { AccountId, ...input }) => {
    member(world, AccountId);
    const services = [...delegations(world).entries(`${AccountId} `)];
    if (services.length === 0) throw notRegistered();
    const { items, rest } = page(services, input);
    return {
      DelegatedServices: items.map(([key, date]) => ({
        ServicePrincipal: key.split(" ")[1],
        DelegationEnabledDate: new Date(date),
      })),
      ...rest,
    };
  },
);
