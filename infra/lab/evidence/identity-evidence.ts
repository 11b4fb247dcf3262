import { callerIdentity } from "../../target/caller-identity.ts";
import type { Target } from "../../target/target.ts";
import type { Evidence, LabState } from "../lab-state.ts";
import { pretty } from "./fact.ts";

/**
 * What STS says in the region that was chosen, and where credentials and region come from. Throws WrongRegion,
 * CredentialsExpired and the like when it does not say it.
 */
export async function identityEvidence(
  { identity, settings }: LabState,
  target: Target,
): Promise<Evidence[]> {
  const { accountId, arn, userId } = await callerIdentity(target.clientConfig(settings.region), {
    profile: settings.profile,
  });
  return [
    { title: "Who you are", source: "sts:GetCallerIdentity", text: pretty({ accountId, arn, userId }) },
    {
      title: "Where it goes",
      source: "configuration",
      text: [
        `Credentials: ${identity.credentialSource}`,
        settings.region === identity.region
          ? `Region: ${identity.region} (${identity.regionSource})`
          : `Region: ${settings.region} (chosen for this stack)`,
        ...(identity.endpoint ? [`Endpoint: ${identity.endpoint} (not AWS itself)`] : []),
      ].join("\n"),
    },
  ];
}
