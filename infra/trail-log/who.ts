import type { UserIdentity } from "../cloudtrail/record.ts";

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** `arn:aws:sts::111111111111:assumed-role/Admin/alice` → `["assumed-role", "Admin", "alice"]`. */
function arnResource(arn: string): string[] {
  return arn.split(":").slice(5).join(":").split("/").filter(Boolean);
}

/** Role and session name, `Admin/alice`. The role's path is in none of the three places it is taken from. */
function roleSession(identity: UserIdentity, arn: string): string {
  const [kind, ...names] = arnResource(arn);
  if (kind === "assumed-role" && names.length > 0) return names.join("/");
  const role = text(identity.sessionContext?.sessionIssuer?.userName);
  const session = text(identity.principalId).split(":")[1] ?? "";
  return [role, session].filter(Boolean).join("/");
}

function named(identity: UserIdentity, arn: string): string {
  const own = text(identity.userName) || (arnResource(arn).at(-1) ?? "");
  return own || text(identity.principalId);
}

function account(identity: UserIdentity): string {
  const id = text(identity.accountId);
  return id && `account ${id}`;
}

function identityCenterUser(identity: UserIdentity): string {
  const behalf = identity["onBehalfOf"];
  return typeof behalf === "object" && behalf !== null && "userId" in behalf ? text(behalf.userId) : "";
}

function byType(identity: UserIdentity, arn: string): string {
  switch (identity.type) {
    case "Root":
      return "root";
    case "AssumedRole":
      return roleSession(identity, arn) || named(identity, arn);
    case "AWSService":
      return text(identity.invokedBy);
    case "AWSAccount":
      return account(identity);
    case "IdentityCenterUser":
      return named(identity, arn) || identityCenterUser(identity);
    default:
      return named(identity, arn);
  }
}

/**
 * Who made the call, in one readable word or two: `root`, `alice`, `Admin/alice` (role and session), `cloudtrail.amazonaws.com`,
 * `account 111111111111`, `AWS Internal`. Takes any identity, also one of an unknown or missing type ("CloudTrail
 * userIdentity element", AWS CloudTrail User Guide); empty only where the record says nothing at all about the caller.
 */
export function who(identity: unknown): string {
  if (typeof identity === "string") return identity;
  if (typeof identity !== "object" || identity === null) return "";
  const caller = identity as UserIdentity;
  const arn = text(caller.arn);
  return byType(caller, arn) || text(caller.invokedBy) || account(caller) || text(caller.type);
}
