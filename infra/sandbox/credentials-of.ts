import { TrailwrightError } from "../errors.ts";
import type { SandboxAccount, SandboxCredentials } from "./sandbox.ts";

/**
 * The credentials of an account's administrator, or of one of the users it was defined with.
 * @param account its name or id; the default account's when left out
 * @throws TrailwrightError `InvalidInput`, naming what there is
 */
export function credentialsOf(
  accounts: readonly SandboxAccount[],
  account?: string,
  user?: string,
): SandboxCredentials {
  const found =
    account === undefined ? accounts[0] : accounts.find(({ id, name }) => account === name || account === id);
  if (!found)
    throw new TrailwrightError("InvalidInput", `The sandbox has no account ${account}.`, {
      next: `Choose one of these: ${accounts.map(({ name }) => name).join(", ")}.`,
    });
  if (user === undefined) return found.credentials;
  const credentials = Object.hasOwn(found.users, user) ? found.users[user] : undefined;
  if (credentials) return credentials;
  const known = Object.keys(found.users);
  throw new TrailwrightError(
    "InvalidInput",
    `The account ${found.name} was not defined with a user ${user}.`,
    {
      why: "The sandbox shows the keys of the users in its accounts file only; keys made with CreateAccessKey are shown once, by that call.",
      next:
        known.length > 0
          ? `Choose one of these: ${known.join(", ")}.`
          : "Define it in the accounts file (--accounts).",
    },
  );
}
