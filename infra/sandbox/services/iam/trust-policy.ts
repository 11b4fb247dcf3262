import { list, readPolicy } from "../../../iam-policy/policy-document.ts";
import { policyProblem } from "../../authorization/policy-problem.ts";
import type { World } from "../../world.ts";
import { malformedPolicy } from "./errors.ts";
import { entityKey, roles, users } from "./state.ts";

/** Refuses a trust policy that is malformed or names a user or role that its account does not have. */
export function checkTrustPolicy(document: string, world: World): string {
  const problem = policyProblem(document, "trust");
  if (problem) throw malformedPolicy(problem);
  for (const { Principal } of list(readPolicy(document).Statement)) {
    if (typeof Principal !== "object") continue;
    for (const arn of list(Principal.AWS)) {
      if (!principalExists(arn, world)) throw malformedPolicy(`Invalid principal in policy: "AWS":"${arn}"`);
    }
  }
  return document;
}

/** Whether a user or role that a policy names is there. Accounts that are not of this sandbox cannot be looked into: their principals count as there. */
export function principalExists(arn: string, world: World): boolean {
  const [, accountId = "", kind, path = ""] =
    /^arn:aws[\w-]*:iam::(\d{12}):(user|role)\/(.+)$/.exec(arn) ?? [];
  if (kind === undefined || !world.accounts.some((account) => account.id === accountId)) return true;
  const collection = kind === "user" ? users(world) : roles(world);
  return collection.get(entityKey(accountId, path.slice(path.lastIndexOf("/") + 1)))?.arn === arn;
}
