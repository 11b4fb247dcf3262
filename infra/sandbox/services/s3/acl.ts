import { AwsError, type Call, type Reply } from "../../service.ts";
import { children, childText, escapeXml, parseXml, type XmlValue } from "../../wire/xml.ts";
import { accessControlListNotSupported, invalidArgument, malformedXml } from "./errors.ts";
import { namespace } from "./operation.ts";
import { type Bucket, canonicalUser, type Grant } from "./state.ts";

/** Everybody, signed or not. */
export const allUsers = { uri: "http://acs.amazonaws.com/groups/global/AllUsers" };
/** Everybody with an AWS account. */
export const authenticatedUsers = { uri: "http://acs.amazonaws.com/groups/global/AuthenticatedUsers" };
const logDelivery = { uri: "http://acs.amazonaws.com/groups/s3/LogDelivery" };
const permissions = ["FULL_CONTROL", "READ", "WRITE", "READ_ACP", "WRITE_ACP"];
const grantHeaders: Readonly<Record<string, Grant["permission"]>> = {
  "x-amz-grant-full-control": "FULL_CONTROL",
  "x-amz-grant-read": "READ",
  "x-amz-grant-write": "WRITE",
  "x-amz-grant-read-acp": "READ_ACP",
  "x-amz-grant-write-acp": "WRITE_ACP",
};

/**
 * The grants of a canned ACL ("Canned ACL", Amazon S3 User Guide).
 * @param owner account that owns the resource
 * @param bucketOwner account that owns the bucket
 */
export function cannedGrants(name: string, owner: string, bucketOwner: string): readonly Grant[] {
  const full: Grant = { grantee: { id: canonicalUser(owner) }, permission: "FULL_CONTROL" };
  const bucketOwnerGets = (permission: Grant["permission"]): Grant[] =>
    owner === bucketOwner ? [] : [{ grantee: { id: canonicalUser(bucketOwner) }, permission }];
  switch (name) {
    case "private":
      return [full];
    case "public-read":
      return [full, { grantee: allUsers, permission: "READ" }];
    case "public-read-write":
      return [full, { grantee: allUsers, permission: "READ" }, { grantee: allUsers, permission: "WRITE" }];
    case "authenticated-read":
      return [full, { grantee: authenticatedUsers, permission: "READ" }];
    case "aws-exec-read":
      return [full];
    case "log-delivery-write":
      return [
        full,
        { grantee: logDelivery, permission: "WRITE" },
        { grantee: logDelivery, permission: "READ_ACP" },
      ];
    case "bucket-owner-read":
      return [full, ...bucketOwnerGets("READ")];
    case "bucket-owner-full-control":
      return [full, ...bucketOwnerGets("FULL_CONTROL")];
    default:
      throw invalidArgument("The canned ACL is not one of S3's", "x-amz-acl", name);
  }
}

/** The grants a request asks for in its headers; undefined when it has none. */
export function grantsFromHeaders(call: Call, owner: string, bucket: Bucket): readonly Grant[] | undefined {
  const { headers } = call.request;
  const canned = headers["x-amz-acl"];
  const explicit = Object.entries(grantHeaders).filter(([name]) => headers[name] !== undefined);
  if (canned !== undefined && explicit.length > 0)
    throw new AwsError("InvalidRequest", "Specifying both Canned ACLs and Header Grants is not allowed");
  if (canned !== undefined) return cannedGrants(canned, owner, bucket.account);
  if (explicit.length === 0) return undefined;
  return explicit.flatMap(([name, permission]) =>
    headers[name]!.split(",").map((text) => grantFrom(text, permission)),
  );
}

function grantFrom(text: string, permission: Grant["permission"]): Grant {
  const [, kind, value] = /^\s*(id|uri|emailAddress)\s*=\s*"?([^"]+)"?\s*$/.exec(text) ?? [];
  if (!kind || !value || kind === "emailAddress")
    throw invalidArgument("Argument format not recognized", "grantee", text.trim());
  return { grantee: kind === "id" ? { id: value } : { uri: value }, permission };
}

/** Grants from an `<AccessControlPolicy>` body. */
export function grantsFromBody(call: Call): readonly Grant[] {
  const parsed = parseXml(call.request.body.bytes().toString("utf8"));
  if (parsed?.name !== "AccessControlPolicy")
    throw new AwsError(
      "MalformedACLError",
      "The XML you provided was not well-formed or did not validate against our published schema",
    );
  return children(children(parsed.value, "AccessControlList")[0], "Grant").map(readGrant);
}

function readGrant(element: XmlValue): Grant {
  const grantee = children(element, "Grantee")[0];
  const permission = childText(element, "Permission") ?? "";
  const id = childText(grantee, "ID");
  const uri = childText(grantee, "URI");
  if (!permissions.includes(permission) || (id === undefined && uri === undefined)) throw malformedXml();
  return {
    grantee: id !== undefined ? { id } : { uri: uri! },
    permission: permission as Grant["permission"],
  };
}

/**
 * Refuses what the bucket's settings do not allow: any ACL but the owner's full control where ACLs are off, public
 * ones under BlockPublicAcls.
 */
export function checkGrants(call: Call, grants: readonly Grant[], bucket: Bucket): void {
  const owner = canonicalUser(bucket.account);
  if (bucket.ownership === "BucketOwnerEnforced") {
    const ownerOnly = grants.every(
      ({ grantee, permission }) => "id" in grantee && grantee.id === owner && permission === "FULL_CONTROL",
    );
    const canned = call.request.headers["x-amz-acl"];
    if (canned === undefined ? !ownerOnly : canned !== "bucket-owner-full-control")
      throw accessControlListNotSupported();
  }
  const isPublic = grants.some(({ grantee }) => "uri" in grantee && grantee.uri !== logDelivery.uri);
  if (isPublic && bucket.publicAccessBlock?.BlockPublicAcls)
    throw new AwsError(
      "AccessDenied",
      `User: ${call.caller.arn} is not authorized to perform: s3:${call.operation} because public access control lists (ACLs) are blocked by the BlockPublicAcls block public access setting.`,
      { status: 403 },
    );
}

/** An `<AccessControlPolicy>` answer. Grantees carry an xsi:type attribute, which only this document has. */
export function aclReply(owner: string, grants: readonly Grant[]): Reply {
  const xsi = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
  const entries = grants.map(({ grantee, permission }) => {
    const [type, inner] =
      "id" in grantee
        ? ["CanonicalUser", `<ID>${escapeXml(grantee.id)}</ID>`]
        : ["Group", `<URI>${escapeXml(grantee.uri)}</URI>`];
    return `<Grant><Grantee ${xsi} xsi:type="${type}">${inner}</Grantee><Permission>${permission}</Permission></Grant>`;
  });
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<AccessControlPolicy xmlns="${namespace}"><Owner><ID>${owner}</ID></Owner><AccessControlList>${entries.join("")}</AccessControlList></AccessControlPolicy>`;
  return { headers: { "content-type": "application/xml" }, body: Buffer.from(body) };
}
