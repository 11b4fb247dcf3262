import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import type { Invoke } from "./index.ts";

/** Who the credentials belong to (STS GetCallerIdentity). */
export const getCallerIdentity: Invoke = async (_args, context) => {
  const found = await context.aws.sts.send(new GetCallerIdentityCommand({}));
  const accountId = found.Account ?? "";
  return { accountId, arn: found.Arn ?? "", userId: found.UserId ?? "", id: accountId };
};
