import {
  DescribeOrganizationCommand,
  ListAWSServiceAccessForOrganizationCommand,
  ListDelegatedAdministratorsCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";
import type { Read } from "../../checks/facts.ts";
import { allPages, type Reader } from "../../checks/read/reading.ts";
import { cloudTrailPrincipal } from "../../cloudtrail/service-principal.ts";
import type { OrganizationFacts } from "../facts.ts";

/** The organization the account belongs to, and what CloudTrail may do in it. */
export async function readOrganization({ target, read }: Reader): Promise<Read<OrganizationFacts>> {
  const client = new OrganizationsClient(target.clientConfig());
  const none = { id: undefined, managementAccountId: undefined };
  try {
    const described = await read<Pick<OrganizationFacts, "id" | "managementAccountId">>(
      "organizations:DescribeOrganization",
      async (options) => {
        const { Organization } = await client.send(new DescribeOrganizationCommand({}), options);
        return { id: Organization?.Id, managementAccountId: Organization?.MasterAccountId };
      },
      { AWSOrganizationsNotInUseException: none },
    );
    if ("unread" in described) return described;
    const [trustedAccess, delegatedAdministrators] = await Promise.all([
      read("organizations:ListAWSServiceAccessForOrganization", async (options) => {
        const services = await allPages(
          (NextToken) =>
            client.send(
              new ListAWSServiceAccessForOrganizationCommand(NextToken ? { NextToken } : {}),
              options,
            ),
          ({ EnabledServicePrincipals }) => EnabledServicePrincipals,
          ({ NextToken }) => NextToken,
        );
        return services.some(({ ServicePrincipal }) => ServicePrincipal === cloudTrailPrincipal);
      }),
      read("organizations:ListDelegatedAdministrators", async (options) => {
        const ServicePrincipal = cloudTrailPrincipal;
        const { DelegatedAdministrators } = await client.send(
          new ListDelegatedAdministratorsCommand({ ServicePrincipal }),
          options,
        );
        return (DelegatedAdministrators ?? []).flatMap(({ Id }) => Id ?? []);
      }),
    ]);
    return { value: { ...described.value, trustedAccess, delegatedAdministrators } };
  } finally {
    client.destroy();
  }
}
