import type { Call, Operation } from "../../service.ts";
import type { World } from "../../world.ts";
import { type Input, optionalText, text } from "../input.ts";
import { noSuchEntity } from "./errors.ts";
import { holderOf, onHolder, putHolder } from "./holders.ts";
import { managedPolicy } from "./identity-policies.ts";
import { iamOperations } from "./operation.ts";

export const boundaryOperations: Record<string, Operation> = iamOperations({
  writes: {
    PutUserPermissionsBoundary: { on: onHolder("user"), handle: put("user") },
    PutRolePermissionsBoundary: { on: onHolder("role"), handle: put("role") },
    DeleteUserPermissionsBoundary: { on: onHolder("user"), handle: remove("user") },
    DeleteRolePermissionsBoundary: { on: onHolder("role"), handle: remove("role") },
  },
});

/** The PermissionsBoundary parameter of CreateUser and CreateRole: the ARN of a managed policy that exists. */
export function boundaryParameter(input: Input, world: World): { boundary?: string } {
  const arn = optionalText(input, "PermissionsBoundary");
  if (arn === undefined) return {};
  if (!managedPolicy(world, arn))
    throw noSuchEntity(`Scope ARN: ${arn} does not exist or is not attachable.`);
  return { boundary: arn };
}

function put(kind: "user" | "role") {
  return (call: Call, world: World) => {
    text(call.input, "PermissionsBoundary");
    putHolder(world, kind, { ...holderOf(call, world, kind), ...boundaryParameter(call.input, world) });
    return undefined;
  };
}

function remove(kind: "user" | "role") {
  return (call: Call, world: World) => {
    const { boundary, ...rest } = holderOf(call, world, kind);
    if (boundary === undefined)
      throw noSuchEntity(
        `Permissions boundary does not exist for ${kind === "user" ? "User" : "Role"} ${rest.name}.`,
      );
    putHolder(world, kind, rest);
    return undefined;
  };
}
