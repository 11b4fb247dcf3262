import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import type { LabActivity } from "./activity.ts";

/** Tries to assume a role that does not exist: AWS denies that to everybody, even to an administrator. */
export const denied: LabActivity = {
  id: "denied",
  title: "Be denied on purpose",
  touches: (target) => [
    `sts:AssumeRole: ${roleArn(target.identity.accountId)}, a role that does not exist; nothing is touched`,
  ],
  cleanUp: () => "Nothing to clean up.",
  async run(context) {
    const sts = new STSClient(context.target.clientConfig(context.region));
    try {
      await context.call(
        "sts.amazonaws.com",
        "AssumeRole",
        () =>
          sts.send(
            new AssumeRoleCommand({
              RoleArn: roleArn(context.target.identity.accountId),
              RoleSessionName: "trailwright",
            }),
          ),
        ["AccessDenied", "AccessDeniedException"],
      );
    } finally {
      sts.destroy();
    }
  },
};

function roleArn(accountId: string): string {
  return `arn:aws:iam::${accountId}:role/trailwright-denied-on-purpose`;
}
