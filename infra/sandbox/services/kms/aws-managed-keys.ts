import { randomBytes, randomUUID } from "node:crypto";
import type { World } from "../../world.ts";
import { aliases, type Key, keyAt, type Place, placeKey, putKey } from "./state.ts";

/** What AWS says of the keys it manages itself, by service. */
const descriptions = {
  s3: "Default key that protects my S3 objects when no other key is defined",
} as const;

/**
 * The alias of the key that AWS manages for a service in an account and region (`alias/aws/s3`). The key is made when it
 * is first needed ("AWS managed keys", AWS KMS Developer Guide).
 */
export function awsManagedAlias(world: World, service: keyof typeof descriptions, place: Place): string {
  const name = `alias/aws/${service}`;
  const known = aliases(world).get(placeKey(place, name));
  if (known && keyAt(world, place, known.keyId)) return name;
  const id = randomUUID();
  const arn = (resource: string) => `arn:aws:kms:${place.region}:${place.accountId}:${resource}`;
  const now = world.clock.now().toISOString();
  const key: Key = {
    id,
    arn: arn(`key/${id}`),
    accountId: place.accountId,
    region: place.region,
    created: now,
    description: descriptions[service],
    enabled: true,
    manager: "AWS",
    policy: policyOf(service, place),
    rotationDays: 365,
    rotationSince: now,
    tags: [],
    material: randomBytes(32).toString("base64"),
  };
  putKey(world, key);
  aliases(world).put(placeKey(place, name), { name, arn: arn(name), keyId: id, created: now, updated: now });
  return name;
}

/** Whoever of the account may use the service may use the key through it; nobody changes the key. */
function policyOf(service: string, { accountId, region }: Place): string {
  const document = {
    Version: "2012-10-17",
    Id: `auto-${service}-2`,
    Statement: [
      {
        Sid: `Allow access through ${service.toUpperCase()} for all principals in the account that are authorized to use ${service.toUpperCase()}`,
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
        Resource: "*",
        Condition: {
          StringEquals: {
            "kms:CallerAccount": accountId,
            "kms:ViaService": `${service}.${region}.amazonaws.com`,
          },
        },
      },
      {
        Sid: "Allow direct access to key metadata to the account",
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${accountId}:root` },
        Action: ["kms:Describe*", "kms:Get*", "kms:List*", "kms:RevokeGrant"],
        Resource: "*",
      },
    ],
  };
  return JSON.stringify(document, undefined, 2);
}
