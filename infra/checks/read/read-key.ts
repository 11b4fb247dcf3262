import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
} from "@aws-sdk/client-kms";
import type { KeyFacts, Read } from "../facts.ts";
import type { Reader } from "./reading.ts";

/** A key by what a trail calls it, an ARN: it is asked about in the region the ARN names. */
export async function readKey({ target, read }: Reader, keyId: string): Promise<Read<KeyFacts>> {
  const kms = new KMSClient(target.clientConfig(keyId.split(":")[3] || target.identity.region));
  try {
    const described = await read("kms:DescribeKey", async (options) => {
      const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: keyId }), options);
      return KeyMetadata!;
    });
    if ("unread" in described) return described;
    const { KeyId, Arn, KeyState, KeyManager, KeySpec } = described.value;
    const own = KeyManager === "CUSTOMER";
    const [rotation, policy] = await Promise.all([
      own
        ? read("kms:GetKeyRotationStatus", async (options) => {
            const status = await kms.send(new GetKeyRotationStatusCommand({ KeyId: Arn }), options);
            return status.KeyRotationEnabled ?? false;
          })
        : undefined,
      read("kms:GetKeyPolicy", async (options) => {
        const { Policy } = await kms.send(new GetKeyPolicyCommand({ KeyId: Arn }), options);
        return Policy ?? "";
      }),
    ]);
    return {
      value: {
        arn: Arn ?? KeyId ?? keyId,
        state: KeyState ?? "unknown",
        manager: own ? "CUSTOMER" : "AWS",
        spec: KeySpec ?? "SYMMETRIC_DEFAULT",
        rotation,
        policy,
      },
    };
  } finally {
    kms.destroy();
  }
}
