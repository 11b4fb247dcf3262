import { Provider } from "@pulumi/aws/provider.js";
import type { StackSettings } from "../stacks/settings.ts";

/** The provider of a stack's resources: its region, its profile or role, and no account but `accountId`. */
export function awsProvider(settings: StackSettings, accountId: string): Provider {
  return new Provider("aws", {
    region: settings.region as "us-east-1",
    allowedAccountIds: [accountId],
    ...(settings.profile ? { profile: settings.profile } : {}),
    ...(settings.roleArn ? { assumeRoles: [{ roleArn: settings.roleArn }] } : {}),
  });
}
