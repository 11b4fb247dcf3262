import { deflateRawSync } from "node:zlib";

/**
 * Bytes that AWS's packed format has room for. Neither format nor limit is documented: calibrated by one real record,
 * of a session policy that deflates to 434 bytes and was said to take up 91 %.
 */
const room = 477;

/**
 * PackedPolicySize of AssumeRole: how much of the room session policies, policy ARNs and session tags take up together,
 * 1 to 100 percent; undefined where there are none. An estimate, and never a refusal (PackedPolicyTooLarge).
 */
export function packedPolicySize(parts: readonly string[]): number | undefined {
  if (parts.length === 0) return undefined;
  return Math.min(100, Math.ceil((100 * deflateRawSync(parts.join("\n")).length) / room));
}
