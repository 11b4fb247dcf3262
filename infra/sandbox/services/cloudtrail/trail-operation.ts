import { cloudTrailPrincipal } from "../../../cloudtrail/service-principal.ts";
import { trailArn } from "../../../cloudtrail/trail-arn.ts";
import type { Call, Operation, Permission, Reply } from "../../service.ts";
import type { World } from "../../world.ts";

/** An operation on one trail, named by the input member `member`; the trail's ARN is the resource. */
export function onTrail(
  member: "Name" | "TrailName" | "ResourceId",
  readOnly: boolean,
  handle: (call: Call, world: World) => Reply,
): Operation {
  return {
    readOnly,
    category: "Management",
    permissions: (call) => [permission(call, resourceArn(call, call.input[member])), ...passedRole(call)],
    handle,
  };
}

/** An operation that names no single trail. */
export function onAll(handle: (call: Call, world: World) => Reply, readOnly = true): Operation {
  return {
    readOnly,
    category: "Management",
    permissions: (call) => [permission(call, "*")],
    handle,
  };
}

/** Whoever gives CloudTrail a role must be let do so ("Granting permission to pass a role", CloudTrail User Guide). */
function passedRole({ input }: Call): readonly Permission[] {
  const resource = input["CloudWatchLogsRoleArn"];
  if (typeof resource !== "string" || resource === "") return [];
  return [{ action: "iam:PassRole", resource, context: { "iam:PassedToService": cloudTrailPrincipal } }];
}

function permission(call: Call, resource: string): Permission {
  return { action: `cloudtrail:${call.operation}`, resource };
}

/** Works before the input is checked: whoever may not do it is denied before being told what is wrong with it. */
function resourceArn(call: Call, nameOrArn: unknown): string {
  const name = typeof nameOrArn === "string" ? nameOrArn : "";
  if (name.startsWith("arn:")) return name;
  return trailArn({ region: call.region, accountId: call.caller.accountId, name });
}
