import type { Call, Operation } from "../../service.ts";
import type { World } from "../../world.ts";
import { optionalText, text } from "../input.ts";
import { invalidInput, type Kind, limitExceeded, noSuchEntity } from "./errors.ts";
import { holderOf, onHolder, putHolder } from "./holders.ts";
import { managedPolicy } from "./identity-policies.ts";
import { pathPrefix } from "./names.ts";
import { iamOperations } from "./operation.ts";
import { byKey, page } from "./page.ts";
import { attachedView } from "./views.ts";

/** Managed policies on one holder ("IAM and AWS STS quotas"). */
const most = 10;

export const attachedPolicyOperations: Record<string, Operation> = {
  ...operationsFor("user", "User"),
  ...operationsFor("group", "Group"),
  ...operationsFor("role", "Role"),
};

function operationsFor<K extends Kind>(kind: K, title: string): Record<string, Operation> {
  const on = onHolder(kind);
  const onWithPolicy = onHolder(kind, (input) => {
    const arn = optionalText(input, "PolicyArn");
    return arn === undefined ? {} : { "iam:PolicyARN": arn };
  });

  function attach(call: Call, world: World) {
    const arn = policyArn(call);
    const holder = holderOf(call, world, kind);
    const policy = managedPolicy(world, arn);
    if (!policy || (policy.accountId !== "aws" && policy.accountId !== call.caller.accountId))
      throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
    if (holder.attached.includes(arn)) return undefined;
    if (holder.attached.length >= most) throw limitExceeded(`PoliciesPer${title}`, most);
    putHolder(world, kind, { ...holder, attached: [...holder.attached, arn] });
    return undefined;
  }

  function detach(call: Call, world: World) {
    const arn = policyArn(call);
    const holder = holderOf(call, world, kind);
    if (!holder.attached.includes(arn)) throw noSuchEntity(`Policy ${arn} was not found.`);
    putHolder(world, kind, { ...holder, attached: holder.attached.filter((attached) => attached !== arn) });
    return undefined;
  }

  function listAttached(call: Call, world: World) {
    const holder = holderOf(call, world, kind);
    const prefix = pathPrefix(call.input);
    const attached = byKey(attachedView(world, holder), (view) => view.PolicyName + view.PolicyArn).filter(
      (view) => (managedPolicy(world, view.PolicyArn)?.path ?? "/").startsWith(prefix),
    );
    const { items, rest } = page(attached, call.input, (view) => view.PolicyName + view.PolicyArn);
    return { AttachedPolicies: items, ...rest };
  }

  return iamOperations({
    reads: { [`ListAttached${title}Policies`]: { on, handle: listAttached } },
    writes: {
      [`Attach${title}Policy`]: { on: onWithPolicy, handle: attach },
      [`Detach${title}Policy`]: { on: onWithPolicy, handle: detach },
    },
  });
}

function policyArn(call: Call): string {
  const arn = text(call.input, "PolicyArn");
  if (!/^arn:aws[\w-]*:iam::(?:aws|\d{12}):policy\/.+$/.test(arn))
    throw invalidInput(`ARN ${arn} is not valid.`);
  return arn;
}
