import { eventTime } from "../../../cloudtrail/event-time.ts";
import type { Caller } from "../../service.ts";
import type { World } from "../../world.ts";
import { newAccessKeyId, newSecretAccessKey, uniqueId } from "./identifiers.ts";
import {
  type AccessKey,
  accessKeys,
  entityKey,
  roles,
  type Session,
  sessions,
  type User,
  users,
} from "./state.ts";

/** What the signature check needs to know of an access key, and who signs with it. */
export interface ResolvedKey {
  readonly secretAccessKey: string;
  /** Must be sent along as X-Amz-Security-Token; absent for long-term keys. */
  readonly sessionToken?: string;
  /** When temporary credentials end. */
  readonly expiration?: Date;
  /** False for keys that were switched off: AWS answers InvalidClientTokenId. */
  readonly active: boolean;
  readonly caller: Caller;
}

/** A long-term key pair, as the sandbox hands it to its clients. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Name of the administrator that each account of a new sandbox has. */
export const administratorName = "trailwright-admin";

/** The principal behind an access key id; undefined when there is no such key or its user or role is gone. */
export function resolveAccessKey(world: World, accessKeyId: string): ResolvedKey | undefined {
  const key = accessKeys(world).get(accessKeyId);
  if (key) {
    const user = users(world).get(entityKey(key.accountId, key.userName));
    return (
      user && {
        secretAccessKey: key.secret,
        active: key.status === "Active",
        caller: { ...userCaller(user), accessKeyId },
      }
    );
  }
  const session = sessions(world).get(accessKeyId);
  const caller = session && sessionCaller(world, session);
  return (
    caller && {
      secretAccessKey: session.secret,
      sessionToken: session.token,
      expiration: new Date(session.expires),
      active: true,
      caller,
    }
  );
}

/**
 * The credentials of an account's administrator (`trailwright-admin`, AdministratorAccess): random, made when they are
 * not there, found again by later starts.
 */
export function administratorCredentials(world: World, accountId: string): Credentials {
  const userKey = entityKey(accountId, administratorName);
  if (!users(world).has(userKey)) users(world).put(userKey, administrator(accountId, world.clock.now()));
  return userCredentials(world, accountId, administratorName);
}

/** The credentials of a user: its first active access key, made when there is none. */
export function userCredentials(world: World, accountId: string, userName: string): Credentials {
  for (const [id, key] of accessKeys(world).entries()) {
    if (key.accountId === accountId && key.userName === userName && key.status === "Active")
      return { accessKeyId: id, secretAccessKey: key.secret };
  }
  const key: AccessKey = {
    id: newAccessKeyId("AKIA", accountId),
    secret: newSecretAccessKey(),
    accountId,
    userName,
    status: "Active",
    created: world.clock.now().toISOString(),
  };
  accessKeys(world).put(key.id, key);
  return { accessKeyId: key.id, secretAccessKey: key.secret };
}

function administrator(accountId: string, now: Date): User {
  return {
    accountId,
    name: administratorName,
    path: "/",
    id: uniqueId("AIDA"),
    arn: `arn:aws:iam::${accountId}:user/${administratorName}`,
    created: now.toISOString(),
    tags: [],
    groups: [],
    inline: {},
    attached: ["arn:aws:iam::aws:policy/AdministratorAccess"],
  };
}

function userCaller(user: User): Caller {
  return {
    type: "IAMUser",
    accountId: user.accountId,
    arn: user.arn,
    principalId: user.id,
    userName: user.name,
  };
}

function sessionCaller(world: World, session: Session): Caller | undefined {
  const attributes = { creationDate: eventTime(new Date(session.created)), mfaAuthenticated: "false" };
  const { accessKeyId, accountId, of } = session;
  if (of.kind === "user") {
    const user = users(world).get(entityKey(accountId, of.userName));
    if (user?.id !== of.userId) return undefined;
    return { ...userCaller(user), accessKeyId, sessionContext: { attributes } };
  }
  const role = roles(world).get(entityKey(accountId, of.roleName));
  if (role?.id !== of.roleId) return undefined;
  return {
    type: "AssumedRole",
    accountId,
    arn: assumedRoleArn(accountId, role.name, of.sessionName),
    principalId: `${role.id}:${of.sessionName}`,
    accessKeyId,
    sessionContext: {
      sessionIssuer: {
        type: "Role",
        principalId: role.id,
        arn: role.arn,
        accountId,
        userName: role.name,
      },
      attributes,
      ...(of.sourceIdentity === undefined ? {} : { sourceIdentity: of.sourceIdentity }),
    },
  };
}

/** A role session's ARN, which leaves out the role's path. */
export function assumedRoleArn(accountId: string, roleName: string, sessionName: string): string {
  return `arn:aws:sts::${accountId}:assumed-role/${roleName}/${sessionName}`;
}
