import { TrailwrightError } from "../errors.ts";
import { regionSchema } from "../stacks/settings.ts";
import type { Profile } from "./shared-config.ts";

/**
 * The region and where it comes from, in the SDK's order: what was asked for, AWS_REGION, AWS_DEFAULT_REGION, the
 * profile, and the lab's us-east-1 at last. Pure. Throws WrongRegion when what was found has not the shape of one.
 */
export function accountRegion(
  asked: { region?: string | undefined; regionSource?: string | undefined },
  env: NodeJS.ProcessEnv,
  profile: Profile | undefined,
): { region: string; regionSource: string } {
  const candidates: [string | undefined, string][] = [
    [asked.region, asked.regionSource ?? "--region"],
    [env["AWS_REGION"], "AWS_REGION"],
    [env["AWS_DEFAULT_REGION"], "AWS_DEFAULT_REGION"],
    [profile?.region, `profile ${profile?.name}`],
    ["us-east-1", "default"],
  ];
  const [region, regionSource] = candidates.find(([value]) => value) as [string, string];
  if (!regionSchema.safeParse(region).success)
    throw new TrailwrightError("WrongRegion", `${JSON.stringify(region)} is not an AWS region.`, {
      why: `It came from ${regionSource}.`,
      next: "Name a region like us-east-1 or eu-central-1 with --region.",
    });
  return { region, regionSource };
}
