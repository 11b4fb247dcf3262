import { CloudTrailClient, GetTrailCommand, GetTrailStatusCommand } from "@aws-sdk/client-cloudtrail";
import { trailArn } from "../../cloudtrail/trail-arn.ts";
import type { StackSettings } from "../../stacks/settings.ts";
import type { Target } from "../../target/target.ts";
import type { Evidence } from "../lab-state.ts";
import { facts } from "./fact.ts";

/** The trail and its status as CloudTrail describes them. */
export async function trailEvidence(settings: StackSettings, target: Target): Promise<Evidence[]> {
  const { region, trailName } = settings;
  const cloudTrail = new CloudTrailClient(target.clientConfig(region));
  const Name = trailArn({ region, accountId: target.identity.accountId, name: trailName });
  const fact = facts(settings, target);
  try {
    return await Promise.all([
      fact("Trail", "cloudtrail:GetTrail", async () => {
        return (await cloudTrail.send(new GetTrailCommand({ Name }))).Trail;
      }),
      fact("Status", "cloudtrail:GetTrailStatus", async () => {
        const { $metadata: _, ...status } = await cloudTrail.send(new GetTrailStatusCommand({ Name }));
        return status;
      }),
    ]);
  } finally {
    cloudTrail.destroy();
  }
}
