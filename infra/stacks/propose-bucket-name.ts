import { randomInt } from "node:crypto";

const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

/** A valid bucket name that nobody has yet, in all likelihood: `cloudtrail-logs-<account>-<region>-<6 random>`. */
export function proposeBucketName(accountId: string, region: string): string {
  const random = Array.from({ length: 6 }, () => alphabet[randomInt(alphabet.length)]).join("");
  return `cloudtrail-logs-${accountId}-${region}-${random}`;
}
