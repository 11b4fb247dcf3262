import type { World } from "../../world.ts";
import { newAccessKeyId, newSecretAccessKey, newSessionToken } from "../iam/identifiers.ts";
import { type Session, sessions } from "../iam/state.ts";

/** Stores new temporary credentials, good for `seconds` from `now`; those that ended are forgotten meanwhile. */
export function openSession(
  world: World,
  now: Date,
  seconds: number,
  session: Pick<Session, "accountId" | "of" | "policies" | "tags">,
): Session {
  forgetEnded(world, now);
  const opened: Session = {
    ...session,
    accessKeyId: newAccessKeyId("ASIA", session.accountId),
    secret: newSecretAccessKey(),
    token: newSessionToken(),
    created: now.toISOString(),
    expires: new Date(now.getTime() + seconds * 1000).toISOString(),
  };
  sessions(world).put(opened.accessKeyId, opened);
  return opened;
}

/** The Credentials structure of STS answers. */
export function sessionCredentials(session: Session) {
  return {
    AccessKeyId: session.accessKeyId,
    SecretAccessKey: session.secret,
    SessionToken: session.token,
    Expiration: new Date(session.expires),
  };
}

/** Kept for an hour past their end, so that clients are told ExpiredToken and not that the key is unknown. */
function forgetEnded(world: World, now: Date): void {
  const limit = new Date(now.getTime() - 3_600_000).toISOString();
  const ended = [...sessions(world).entries()].filter(([, session]) => session.expires < limit);
  for (const [id] of ended) sessions(world).delete(id);
}
