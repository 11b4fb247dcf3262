import { list, readPolicy } from "../../../iam-policy/policy-document.ts";
import { authorize } from "../../authorization/authorize.ts";
import { policyProblem } from "../../authorization/policy-problem.ts";
import type { Call } from "../../service.ts";
import type { World } from "../../world.ts";
import { principalExists } from "../iam/trust-policy.ts";
import { errors } from "./errors.ts";
import { changeable } from "./find-key.ts";
import { onKey } from "./key-operation.ts";
import { keyPermission } from "./key-permission.ts";
import { page } from "./page.ts";
import { type Key, putKey } from "./state.ts";

/** What a key gets when its maker gives no policy: the account's identity policies decide. */
export function defaultKeyPolicy(accountId: string): string {
  const document = {
    Version: "2012-10-17",
    Id: "key-default-1",
    Statement: [
      {
        Sid: "Enable IAM User Permissions",
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${accountId}:root` },
        Action: "kms:*",
        Resource: "*",
      },
    ],
  };
  return JSON.stringify(document, undefined, 2);
}

/**
 * Refuses a policy that is malformed, names a principal that is not there, or would lock its author out of
 * PutKeyPolicy (unless that check is waived).
 */
export function checkKeyPolicy(call: Call, world: World, key: Key, policy: string, bypass: boolean): void {
  const problem = policyProblem(policy, "resource");
  if (problem) throw errors.policy(problem);
  for (const { Principal } of list(readPolicy(policy).Statement)) {
    if (typeof Principal === "object" && !list(Principal.AWS).every((arn) => principalExists(arn, world)))
      throw errors.policy("Policy contains a statement with one or more invalid principals.");
  }
  const permission = keyPermission(call, world, { ...key, policy }, "PutKeyPolicy");
  if (!bypass && !authorize(call, [permission], world).allowed) throw errors.lockout();
}

export const getKeyPolicy = onKey("GetKeyPolicy", true, ({ key, input }) => {
  if ((input.PolicyName ?? "default") !== "default") throw errors.noPolicy();
  return { Policy: key.policy, PolicyName: "default" };
});

export const putKeyPolicy = onKey("PutKeyPolicy", false, ({ call, world, key, input }) => {
  if ((input.PolicyName ?? "default") !== "default") throw errors.noPolicy();
  checkKeyPolicy(call, world, changeable(key), input.Policy, input.BypassPolicyLockoutSafetyCheck);
  putKey(world, { ...key, policy: input.Policy });
  return undefined;
});

export const listKeyPolicies = onKey("ListKeyPolicies", true, ({ input }) => {
  const { items, rest } = page(["default"], input, (name) => name);
  return { PolicyNames: items, ...rest };
});
