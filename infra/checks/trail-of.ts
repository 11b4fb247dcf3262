import { trailArn } from "../cloudtrail/trail-arn.ts";
import { TrailwrightError } from "../errors.ts";
import type { StackSettings } from "../stacks/settings.ts";

/** ARN of the trail that a stack makes. Throws InvalidInput for one without a trail. */
export function trailOf({ stack, kind, region, trailName: name }: StackSettings, accountId: string): string {
  if (kind === "log-archive")
    throw new TrailwrightError(
      "InvalidInput",
      `Stack ${stack} is a log archive and has no trail of its own.`,
      {
        next: "Check the stacks that deliver to it, or leave --stack out and check the whole account.",
      },
    );
  return trailArn({ region, accountId, name });
}
