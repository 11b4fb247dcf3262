import { AwsError } from "../../service.ts";

/**
 * What a trail can be told in AWS and not here, because the service behind it is not in the sandbox. Each answers with
 * the error AWS gives when that service's resource is not there, so that clients take the path they know.
 */
export function refuseUnsupported(input: {
  readonly CloudWatchLogsLogGroupArn?: string | undefined;
  readonly CloudWatchLogsRoleArn?: string | undefined;
  readonly IsOrganizationTrail?: boolean | undefined;
}): void {
  const explain = (service: string) => ({
    explanation: `This sandbox has no ${service} yet; leave that setting out.`,
    explainsAloud: true,
  });
  if (input.CloudWatchLogsLogGroupArn || input.CloudWatchLogsRoleArn)
    throw new AwsError(
      "InvalidCloudWatchLogsLogGroupArnException",
      "The log group does not exist, or the log group or role ARN is not valid.",
      explain("delivery to CloudWatch Logs"),
    );
  if (input.IsOrganizationTrail)
    throw new AwsError(
      "OrganizationsNotInUseException",
      "The account is not a member of an organization.",
      explain("organization trails"),
    );
}
