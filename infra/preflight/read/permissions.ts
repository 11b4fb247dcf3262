import {
  type EvaluationResult,
  IAMClient,
  SimulatePrincipalPolicyCommand,
  GetRoleCommand,
} from "@aws-sdk/client-iam";
import type { Read } from "../../checks/facts.ts";
import { allPages, type Reader } from "../../checks/read/reading.ts";
import { concurrently } from "../../trail-log/concurrently.ts";
import type { Permission } from "../facts.ts";
import type { NeededPermissions } from "../needed-permissions.ts";

/**
 * Asks IAM's simulator which of the needed permissions the identity has. Root needs none. Unread where the identity may
 * not ask: the simulator is a permission of its own.
 */
export async function readPermissions(
  reader: Reader,
  needed: readonly NeededPermissions[],
  region: string,
): Promise<Read<readonly Permission[]>> {
  const { accountId, arn } = reader.target.identity;
  const iam = new IAMClient(reader.target.clientConfig());
  try {
    const source = await principalOf(reader, iam, arn);
    if ("unread" in source) return source;
    if (source.value === undefined) return { value: all(needed) };
    const answers = await concurrently(needed, 4, ({ actions, resource, purpose }) =>
      reader.read("iam:SimulatePrincipalPolicy", async (options) => {
        const results = await allPages(
          (Marker) =>
            iam.send(
              new SimulatePrincipalPolicyCommand({
                PolicySourceArn: source.value,
                ActionNames: [...actions],
                ResourceArns: [resource],
                ContextEntries: [
                  {
                    ContextKeyName: "aws:RequestedRegion",
                    ContextKeyType: "string",
                    ContextKeyValues: [region],
                  },
                ],
                ...(Marker ? { Marker } : {}),
              }),
              options,
            ),
          ({ EvaluationResults }) => EvaluationResults,
          ({ Marker }) => Marker,
        );
        return results.map((result) => permissionOf(result, resource, purpose));
      }),
    );
    const unread = answers.find((answer) => "unread" in answer);
    if (unread) return unread;
    return { value: answers.flatMap((answer) => ("value" in answer ? answer.value : [])) };
  } finally {
    iam.destroy();
  }

  /** The user or role behind the credentials; undefined for root. */
  async function principalOf(
    { read }: Reader,
    client: IAMClient,
    caller: string,
  ): Promise<Read<string | undefined>> {
    if (caller.endsWith(":root")) return { value: undefined };
    const role = /:assumed-role\/([^/]+)\//.exec(caller)?.[1];
    if (role === undefined) return { value: caller };
    // A session's ARN leaves out the role's path.
    const found = await read("iam:GetRole", async (options) => {
      const { Role } = await client.send(new GetRoleCommand({ RoleName: role }), options);
      return Role?.Arn;
    });
    return "value" in found ? found : { value: `arn:aws:iam::${accountId}:role/${role}` };
  }
}

const all = (needed: readonly NeededPermissions[]): readonly Permission[] =>
  needed.flatMap(({ actions, resource, purpose }) =>
    actions.map((action) => ({ action, resource, purpose, decision: "allowed" as const })),
  );

function permissionOf(
  { EvalActionName, EvalDecision }: EvaluationResult,
  resource: string,
  purpose: string,
): Permission {
  return {
    action: EvalActionName ?? "",
    resource,
    purpose,
    decision: EvalDecision ?? "implicitDeny",
  };
}
