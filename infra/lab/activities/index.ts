import type { LabActivity } from "./activity.ts";
import { denied } from "./denied.ts";
import { ec2Instance } from "./ec2-instance.ts";
import { iamUser } from "./iam-user.ts";
import { securityGroup } from "./security-group.ts";

/** What step 5 offers, in the order it is run. */
export const activities: readonly LabActivity[] = [ec2Instance, iamUser, securityGroup, denied];
