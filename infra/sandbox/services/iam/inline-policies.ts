import { policyProblem } from "../../authorization/policy-problem.ts";
import type { Call, Operation } from "../../service.ts";
import type { World } from "../../world.ts";
import { text } from "../input.ts";
import { type Kind, malformedPolicy, noSuchEntity } from "./errors.ts";
import { holderOf, onHolder, putHolder } from "./holders.ts";
import { name } from "./names.ts";
import { iamOperations } from "./operation.ts";
import { page } from "./page.ts";
import { encodeDocument } from "./views.ts";

export const inlinePolicyOperations: Record<string, Operation> = {
  ...operationsFor("user", "User"),
  ...operationsFor("group", "Group"),
  ...operationsFor("role", "Role"),
};

function operationsFor<K extends Kind>(kind: K, title: string): Record<string, Operation> {
  const on = onHolder(kind);

  function put(call: Call, world: World) {
    const holder = holderOf(call, world, kind);
    const policyName = name(call.input, "PolicyName");
    const document = checkedDocument(text(call.input, "PolicyDocument"));
    putHolder(world, kind, { ...holder, inline: { ...holder.inline, [policyName]: document } });
    return undefined;
  }

  function get(call: Call, world: World) {
    const holder = holderOf(call, world, kind);
    const policyName = name(call.input, "PolicyName");
    const document = Object.hasOwn(holder.inline, policyName) ? holder.inline[policyName] : undefined;
    if (document === undefined) throw missing(policyName);
    return {
      [`${title}Name`]: holder.name,
      PolicyName: policyName,
      PolicyDocument: encodeDocument(document),
    };
  }

  function listNames(call: Call, world: World) {
    const names = Object.keys(holderOf(call, world, kind).inline).sort();
    const { items, rest } = page(names, call.input, (item) => item);
    return { PolicyNames: items, ...rest };
  }

  function remove(call: Call, world: World) {
    const holder = holderOf(call, world, kind);
    const policyName = name(call.input, "PolicyName");
    if (!Object.hasOwn(holder.inline, policyName)) throw missing(policyName);
    const { [policyName]: _, ...inline } = holder.inline;
    putHolder(world, kind, { ...holder, inline });
    return undefined;
  }

  const missing = (policyName: string) =>
    noSuchEntity(`The ${kind} policy with name ${policyName} cannot be found.`);

  return iamOperations({
    reads: {
      [`Get${title}Policy`]: { on, handle: get },
      [`List${title}Policies`]: { on, handle: listNames },
    },
    writes: {
      [`Put${title}Policy`]: { on, handle: put },
      [`Delete${title}Policy`]: { on, handle: remove },
    },
  });
}

/** An identity policy's text, or AWS's refusal. */
export function checkedDocument(document: string): string {
  const problem = policyProblem(document, "identity");
  if (problem) throw malformedPolicy(problem);
  return document;
}
