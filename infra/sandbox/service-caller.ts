import type { Caller } from "./service.ts";

/** An AWS service (`cloudtrail.amazonaws.com`) that calls on behalf of an account; it has no ARN of its own. */
export const serviceCaller = (service: string, accountId: string): Caller => ({
  type: "AWSService",
  accountId,
  arn: "",
  principalId: "",
  service,
});
