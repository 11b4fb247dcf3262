import { cloudTrailPrincipal } from "../../cloudtrail/service-principal.ts";
import { serviceCaller } from "../service-caller.ts";
import { AwsError, type Caller, type Reply } from "../service.ts";
import type { Trail } from "../services/cloudtrail/trails.ts";
import { resolveAccessKey } from "../services/iam/principals.ts";
import type { World } from "../world.ts";

/** A trail that sends its events to a log group. */
export type LoggingTrail = Pick<Trail, "accountId" | "homeRegion" | "organizationId"> & {
  readonly cloudWatchLogs: NonNullable<Trail["cloudWatchLogs"]>;
};

/** What CloudTrail calls its sessions of the role (seen in real records). */
const sessionName = "CLOUDWATCH_LOGS_DELIVERY_SESSION";

/** Access keys of sessions by role. */
const sessions = new WeakMap<World, Map<string, string>>();

/**
 * The session of the trail's role that CloudTrail writes with, assumed anew when there is none or it has ended.
 * @throws AwsError `AccessDenied` when the role does not trust CloudTrail
 */
export function logsSession(world: World, { accountId, homeRegion, cloudWatchLogs }: LoggingTrail): Caller {
  let known = sessions.get(world);
  if (!known) {
    const fresh = new Map<string, string>();
    sessions.set(world, fresh);
    world.afterReload(() => fresh.clear());
    known = fresh;
  }
  const { roleArn } = cloudWatchLogs;
  // A session that was opened by a call that failed was undone with it, so it is looked up every time.
  const current = known.get(roleArn);
  const session = current === undefined ? undefined : resolveAccessKey(world, current);
  if (session?.expiration && session.expiration > world.clock.now()) return asCloudTrail(session.caller);
  known.delete(roleArn);
  const { output } = world.internalCall(serviceCaller(cloudTrailPrincipal, accountId), "sts", "AssumeRole", {
    region: homeRegion,
    input: { RoleArn: roleArn, RoleSessionName: sessionName },
  });
  const { AccessKeyId } = output?.["Credentials"] as { AccessKeyId: string };
  known.set(roleArn, AccessKeyId);
  return asCloudTrail(resolveAccessKey(world, AccessKeyId)!.caller);
}

/** The stream of an account's events ("CloudWatch log group and log stream naming for CloudTrail", user guide). */
export function logStreamName({ homeRegion, organizationId }: LoggingTrail, account: string): string {
  const of = organizationId === undefined ? account : `${organizationId}_${account}`;
  return `${of}_CloudTrail_${homeRegion}`;
}

/** Calls CloudWatch Logs about a stream of the trail's group, with the role's permissions. Throws AwsError as it does. */
export function callLogs(
  world: World,
  trail: LoggingTrail,
  caller: Caller,
  operation: "CreateLogStream" | "PutLogEvents",
  input: Readonly<Record<string, unknown>>,
): Reply {
  const [, , , region = "", , , logGroupName] = trail.cloudWatchLogs.groupArn.split(":");
  return world.internalCall(caller, "logs", operation, {
    region,
    input: { logGroupName, ...input },
    // CloudWatch Logs reports no PutLogEvents to CloudTrail.
    record: operation !== "PutLogEvents",
  });
}

/** Makes a stream unless it is there. */
export function ensureLogStream(
  world: World,
  trail: LoggingTrail,
  caller: Caller,
  logStreamName: string,
): void {
  try {
    callLogs(world, trail, caller, "CreateLogStream", { logStreamName });
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== "ResourceAlreadyExistsException") throw error;
  }
}

const asCloudTrail = (caller: Caller): Caller => ({ ...caller, invokedBy: cloudTrailPrincipal });
