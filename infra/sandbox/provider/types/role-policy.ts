import { unlessAbsent } from "../aws-call-error.ts";
import { samePolicy } from "../policy-equivalence.ts";
import type { Properties } from "../property-value.ts";
import type { Context, ResourceType } from "../resource-type.ts";
import { optional, required, string } from "../schema.ts";

const absent = ["NoSuchEntity", "NoSuchEntityException"] as const;

async function put(given: Properties, context: Context): Promise<Properties> {
  const iam = await context.aws.iam();
  const { role, name, policy } = given as Record<string, string>;
  await iam.putRolePolicy({ RoleName: role, PolicyName: name, PolicyDocument: policy });
  return { role, name, policy };
}

/** `<role>:<name>`, as the real provider has it. */
function placeOf(id: string): { RoleName: string; PolicyName: string } {
  const at = id.indexOf(":");
  return { RoleName: id.slice(0, at), PolicyName: id.slice(at + 1) };
}

/** A policy that is part of a role. */
export const rolePolicy: ResourceType = {
  token: "aws:iam/rolePolicy:RolePolicy",
  naming: { property: "name", maxLength: 128 },
  schema: {
    inputs: {
      name: optional(string, { computed: true, replaces: true }),
      role: required(string, { replaces: true }),
      policy: required({ kind: "json", same: samePolicy }),
    },
    outputs: {},
    refused: { namePrefix: "use name" },
  },
  async create(given, context) {
    return { id: `${String(given["role"])}:${String(given["name"])}`, state: await put(given, context) };
  },
  async read(id, prior, context) {
    const iam = await context.aws.iam();
    const { RoleName: role, PolicyName: name } = placeOf(id);
    const found = await unlessAbsent(iam.getRolePolicy(placeOf(id)), ...absent);
    if (!found?.PolicyDocument) return undefined;
    const policy = decodeURIComponent(found.PolicyDocument);
    const known = prior["policy"];
    const same = typeof known === "string" && samePolicy(known, policy);
    return { id, state: { role, name, policy: same ? known : policy } };
  },
  update: (_id, _state, given, context) => put(given, context),
  async delete(id, _state, context) {
    const iam = await context.aws.iam();
    await unlessAbsent(iam.deleteRolePolicy(placeOf(id)), ...absent);
  },
};
