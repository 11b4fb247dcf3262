import {
  callLogs,
  ensureLogStream,
  type LoggingTrail,
  logsSession,
  logStreamName,
} from "../../recorder/log-group.ts";
import { AwsError, type Caller } from "../../service.ts";
import type { World } from "../../world.ts";
import { errors } from "./errors.ts";
import { administersTrails } from "./organization-trails.ts";
import type { Trail } from "./trails.ts";

/**
 * The log group and role a trail is to have: both or neither; an empty text takes it away, what is not named stays.
 * @throws InvalidCloudWatchLogsLogGroupArnException, InvalidCloudWatchLogsRoleArnException
 */
export function cloudWatchLogsOf(
  input: {
    readonly CloudWatchLogsLogGroupArn?: string | undefined;
    readonly CloudWatchLogsRoleArn?: string | undefined;
  },
  before?: Trail["cloudWatchLogs"],
): Pick<Trail, "cloudWatchLogs"> {
  const groupArn = input.CloudWatchLogsLogGroupArn ?? before?.groupArn;
  const roleArn = input.CloudWatchLogsRoleArn ?? before?.roleArn;
  if (!groupArn && !roleArn) return {};
  if (!groupArn) throw errors.logGroup("You must specify a log group as well as a role ARN.");
  if (!roleArn) throw errors.logsRole("You must specify a role ARN as well as a log group.");
  return { cloudWatchLogs: { groupArn, roleArn } };
}

/**
 * Tries a trail's log group as CloudTrail does: assumes the role, makes the stream of the trail's account, and sees
 * whether it may put events there (none stays).
 * @param accountId account of the caller, whose group it has to be ("CreateTrail", CloudTrail API Reference)
 * @throws InvalidCloudWatchLogsLogGroupArnException, InvalidCloudWatchLogsRoleArnException
 */
export function tryLogGroup(world: World, trail: LoggingTrail, accountId: string): void {
  const { groupArn, roleArn } = trail.cloudWatchLogs;
  // An organization's trail may have the group of a delegated administrator, whoever changes something else of it.
  const mayOwn = (account = "") =>
    account === accountId || (trail.organizationId !== undefined && administersTrails(world, account));
  const [, region, account] = /^arn:aws:logs:([a-z0-9-]+):(\d{12}):log-group:[^:*]+:\*$/.exec(groupArn) ?? [];
  if (region !== trail.homeRegion || !mayOwn(account))
    throw errors.logGroup("Check the log group ARN: CloudTrail can't validate it.");
  // The role is of the group's account: another's would write here in that account's name.
  const roleAccount = /^arn:aws:iam::(\d{12}):role\/[\w+=,.@/-]+$/.exec(roleArn)?.[1];
  if (roleAccount !== account) throw errors.logsRole("Check the role ARN: CloudTrail can't validate it.");
  let caller: Caller;
  try {
    caller = logsSession(world, trail);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw errors.logsRole("Access denied. Check the trust relationships for your role.", error.message);
  }
  const stream = logStreamName(trail, trail.accountId);
  try {
    ensureLogStream(world, trail, caller, stream);
    tryPut(world, trail, caller, stream);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    if (error.code === "AccessDeniedException")
      throw errors.logGroup("Access denied. Check the permissions for your role.", error.message);
    throw errors.logGroup("Check the log group ARN: CloudTrail can't validate it.", error.message);
  }
}

/** Puts an event and takes it back. */
function tryPut(world: World, trail: LoggingTrail, caller: Caller, logStreamName: string): void {
  const undone = Symbol("undone");
  const logEvents = [{ timestamp: world.clock.now().getTime(), message: "CloudTrail validation message." }];
  try {
    world.transaction(() => {
      callLogs(world, trail, caller, "PutLogEvents", { logStreamName, logEvents });
      throw undone;
    });
  } catch (thrown) {
    if (thrown !== undone) throw thrown;
  }
}
