import type { Evidence, LabState } from "../lab-state.ts";
import { pretty } from "./fact.ts";

/** What STS said, and where credentials and region come from. */
export function identityEvidence({ identity, settings }: LabState): Evidence[] {
  const { accountId, arn, userId } = identity;
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
