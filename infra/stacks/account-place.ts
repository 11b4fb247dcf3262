import { TrailwrightError } from "../errors.ts";
import { roleArnPattern } from "./naming-rules.ts";

/** An account and how one gets in. */
export interface AccountPlace {
  /** Twelve digits. */
  readonly accountId: string;
  readonly roleArn?: string;
  readonly profile?: string;
}

/**
 * Reads `ID`, `ID=ROLE` (its name or ARN) or `ID=profile:NAME`. Throws InvalidInput telling what it should look like.
 */
export function parseAccountPlace(text: string): AccountPlace {
  const [, accountId = "", way = ""] = /^(\d{12})(?:=(.+))?$/.exec(text.trim()) ?? [];
  if (!accountId) throw unreadable(text, "An account's id has twelve digits.");
  if (way === "") return { accountId };
  if (way.startsWith("profile:")) {
    const profile = way.slice("profile:".length);
    if (profile === "") throw unreadable(text, "The profile's name is missing.");
    return { accountId, profile };
  }
  const roleArn = way.startsWith("arn:") ? way : `arn:aws:iam::${accountId}:role/${way}`;
  const [, account] = roleArnPattern.exec(roleArn) ?? [];
  if (!account) throw unreadable(text, `${way} is neither a role's name nor its ARN.`);
  if (account !== accountId) throw unreadable(text, `The role is one of account ${account}.`);
  return { accountId, roleArn };
}

function unreadable(text: string, why: string): TrailwrightError {
  return new TrailwrightError("InvalidInput", `${JSON.stringify(text)} does not name an account.`, {
    why,
    next: "Write 111122223333, 111122223333=ROLE (a name or an ARN) or 111122223333=profile:NAME.",
  });
}
