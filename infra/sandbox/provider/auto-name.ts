import { createHash, randomBytes } from "node:crypto";
import type { ResourceType } from "./resource-type.ts";

/** Where a made-up name comes from. */
export interface NameSource {
  /** The resource's name in the program. */
  readonly name: string;
  /** Same seed, same name: what the engine sends so that a plan and its execution agree. */
  readonly randomSeed: Uint8Array;
  /** What the project's auto-naming configuration says (Pulumi.yaml, `pulumi:autonaming`). */
  readonly autonaming?: { readonly mode: "propose" | "enforce" | "disable"; readonly proposedName: string };
}

/** A physical name like `logs-1a2b3c4`: the program's name and seven hexadecimal digits. Undefined when naming is off. */
export function autoName(
  naming: NonNullable<ResourceType["naming"]>,
  source: NameSource,
): string | undefined {
  const { autonaming } = source;
  if (autonaming?.mode === "disable") return undefined;
  if (autonaming?.mode === "enforce") return autonaming.proposedName;
  const seed = source.randomSeed.length > 0 ? source.randomSeed : randomBytes(16);
  const digits = createHash("sha256").update(seed).digest("hex").slice(0, 7);
  const base = naming.lowerCase ? source.name.toLowerCase() : source.name;
  if (autonaming?.proposedName)
    return naming.lowerCase ? autonaming.proposedName.toLowerCase() : autonaming.proposedName;
  return `${base.slice(0, naming.maxLength - digits.length - 1)}-${digits}`;
}
