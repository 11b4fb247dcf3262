import { cloudTrailPrincipal } from "../../../cloudtrail/service-principal.ts";
import { explainKeyPolicy } from "../../../iam-policy/explain-key-policy.ts";
import { explanationText } from "../../../iam-policy/explain-service-policy.ts";
import { type DeliveringTrail, sourceContext } from "../../recorder/cloudtrail-caller.ts";
import { serviceCaller } from "../../service-caller.ts";
import { AwsError } from "../../service.ts";
import type { World } from "../../world.ts";
import { aliases, type Key, keyAt, placeKey } from "../kms/state.ts";
import { buckets } from "../s3/state.ts";
import { errors } from "./errors.ts";

const keyForm =
  /^(?:arn:aws:kms:[a-z0-9-]+:\d{12}:)?(?:alias\/[\w/-]+|(?:key\/)?(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}))$/;

/**
 * The ARN of the key that a KmsKeyId means: a key id or alias of the trail's account and region, or any ARN. CloudTrail
 * asks KMS about it ("Enable CloudTrail to describe KMS key properties", CloudTrail User Guide).
 * @throws InvalidKmsKeyIdException, KmsKeyNotFoundException, InsufficientEncryptionPolicyException, KmsException
 */
export function encryptionKeyArn(world: World, trail: DeliveringTrail, given: string): string {
  if (!keyForm.test(given)) throw errors.badKeyId(given);
  const region = given.startsWith("arn:") ? given.split(":")[3]! : trail.homeRegion;
  const bucketRegion = buckets(world).get(trail.s3BucketName)?.region;
  if (region !== bucketRegion) throw errors.keyElsewhere(given, trail.s3BucketName);
  const { Arn, KeyState } = described(world, trail, given, region);
  if (KeyState !== "Enabled") throw errors.keyUnusable(Arn, KeyState);
  return Arn;
}

/** What the key's policy lacks for a trail, in words; undefined when it lacks nothing or is not the trail account's. */
export function explainKey(world: World, trail: DeliveringTrail, given: string): string | undefined {
  const key = keyNamed(world, trail, given);
  // Another account's policy is not ours to show.
  if (key?.accountId !== trail.accountId) return undefined;
  const findings = explainKeyPolicy(key.policy, {
    trailArn: trail.arn,
    accountId: trail.accountId,
    keyArn: key.arn,
  });
  return findings.length > 0 ? explanationText(findings) : undefined;
}

function described(
  world: World,
  trail: DeliveringTrail,
  given: string,
  region: string,
): { readonly Arn: string; readonly KeyState: string } {
  try {
    const { output } = world.internalCall(
      serviceCaller(cloudTrailPrincipal, trail.accountId),
      "kms",
      "DescribeKey",
      { region, input: { KeyId: given }, context: sourceContext(world, trail) },
    );
    return output?.["KeyMetadata"] as { Arn: string; KeyState: string };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    if (error.code === "NotFoundException") throw errors.keyNotFound(given);
    if (error.code !== "AccessDeniedException") throw errors.kms(error.message);
    const why = explainKey(world, trail, given) ?? `KMS answered ${error.code}: ${error.message}`;
    throw errors.encryptionPolicy(trail.s3BucketName, given, why);
  }
}

function keyNamed(world: World, trail: DeliveringTrail, given: string): Key | undefined {
  const [, , , region = trail.homeRegion, accountId = trail.accountId, resource = given] = given.split(":");
  const place = { region, accountId };
  const id = resource.startsWith("alias/")
    ? aliases(world).get(placeKey(place, resource))?.keyId
    : resource.replace(/^key\//, "");
  return id === undefined ? undefined : keyAt(world, place, id);
}
