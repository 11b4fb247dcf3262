import { trailArn } from "../cloudtrail/trail-arn.ts";
import type { PolicyNeeds } from "../iam-policy/explain-bucket-policy.ts";
import { known } from "./known.ts";
import type { Situation } from "./facts.ts";

/** Whether the stack makes a trail at all. */
export const makesTrail = ({ settings }: Situation): boolean => settings.kind !== "log-archive";

/** ARN that the stack's trail has, or will have; it is known before the trail is. */
export const trailArnOf = ({ settings, facts }: Situation): string =>
  trailArn({ region: settings.region, accountId: facts.accountId, name: settings.trailName });

/** What the trail needs of its bucket's policy. */
export function policyNeeds(situation: Situation): PolicyNeeds {
  const { settings, facts } = situation;
  const { keyPrefix, kmsKey, organizationTrail, organizationId } = settings;
  const kmsKeyArn = kmsKey === undefined || kmsKey === "own" ? undefined : (known(facts.key)?.arn ?? kmsKey);
  return {
    trailArn: trailArnOf(situation),
    accountId: facts.accountId,
    bucketName: settings.bucketName,
    ...(keyPrefix === undefined ? {} : { keyPrefix }),
    ...(organizationTrail && organizationId ? { organizationId } : {}),
    ...(kmsKeyArn === undefined ? {} : { kmsKeyArn }),
  };
}
