import { partitionOf } from "./partition.ts";

/** What a trail's ARN says. */
export interface TrailArn {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  readonly name: string;
}

/** `arn:<partition>:cloudtrail:<home region>:<account>:trail/<name>`; known before the trail exists. */
export function trailArn({ region, accountId, name }: Omit<TrailArn, "partition">): string {
  return `arn:${partitionOf(region).partition}:cloudtrail:${region}:${accountId}:trail/${name}`;
}

/** Reads a trail ARN; undefined when it is not one. */
export function parseTrailArn(arn: string): TrailArn | undefined {
  const [, partition, region, accountId, name] =
    /^arn:(aws[a-z-]*):cloudtrail:([a-z0-9-]+):(\d{12}):trail\/([A-Za-z0-9._-]+)$/.exec(arn) ?? [];
  if (!partition || !region || !accountId || !name) return undefined;
  return { partition, region, accountId, name };
}

/**
 * What is wrong with a trail name, in words; undefined when it is good ("CreateTrail", CloudTrail API Reference:
 * 3 to 128 of `A-Za-z0-9._-`, letter or digit at both ends, no two of `._-` in a row, not an IP address).
 */
export function trailNameProblem(name: string): string | undefined {
  if (name.length < 3)
    return `Trail name too short. Minimum allowed length: 3 characters. Specified name length: ${name.length} characters.`;
  if (name.length > 128)
    return `Trail name too long. Maximum allowed length: 128 characters. Specified name length: ${name.length} characters.`;
  if (!/^[A-Za-z0-9._-]+$/.test(name))
    return "Trail name or ARN can only contain uppercase letters, lowercase letters, numbers, periods (.), hyphens (-), and underscores (_).";
  if (!/^[A-Za-z0-9]/.test(name)) return "Trail name must starts with a letter or number.";
  if (!/[A-Za-z0-9]$/.test(name)) return "Trail name must ends with a letter or number.";
  if (/[._-]{2}/.test(name))
    return "Trail name cannot have two adjacent periods (.), hyphens (-), or underscores (_).";
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(name)) return "Trail name cannot be formatted as an IP address.";
  return undefined;
}
