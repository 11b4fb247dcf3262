import type { Purpose } from "../purpose.ts";
import type { PurposeId } from "../purpose-ids.ts";
import { custom } from "./custom.ts";
import { dynamodbItems } from "./dynamodb-items.ts";
import { insights } from "./insights.ts";
import { investigation } from "./investigation.ts";
import { lambdaInvocations } from "./lambda-invocations.ts";
import { management } from "./management.ts";
import { networkActivity } from "./network-activity.ts";
import { s3Objects } from "./s3-objects.ts";
import { securityChanges } from "./security-changes.ts";

/** Every purpose by its id. To add one: a file beside this one, its id in `purpose-ids.ts` and its name here. */
export const purposes: Readonly<Record<PurposeId, Purpose>> = {
  management,
  "security-changes": securityChanges,
  "s3-objects": s3Objects,
  "lambda-invocations": lambdaInvocations,
  "dynamodb-items": dynamodbItems,
  "network-activity": networkActivity,
  insights,
  investigation,
  custom,
};
