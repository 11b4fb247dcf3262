import type { Caller, WireRequest } from "./service.ts";
import { regionNames } from "./services/ec2/regions.ts";
import { anonymous, regionOfUnsigned } from "./services/s3/anonymous.ts";
import { type ResolvedKey, resolveAccessKey } from "./services/iam/principals.ts";
import type { AwsChunkedDecoder } from "./wire/aws-chunked.ts";
import { isSigV2Url, verifySigV2Url } from "./wire/sigv2-url.ts";
import {
  AuthenticationError,
  equal,
  onlyOneMechanism,
  readSignature,
  type Signature,
  verifySignature,
} from "./wire/sigv4.ts";
import type { World } from "./world.ts";

/** What a request says of itself, before anything is verified. */
export interface Claim {
  readonly service: string;
  readonly region: string;
  /** Empty where nobody signed (S3 lets everybody try). */
  readonly accessKeyId: string;
  /** Absent for URLs presigned with signature version 2, and where nobody signed. */
  readonly signature?: Signature;
}

/**
 * Reads who signed a request, and for which service and region; an unsigned one may be for a bucket.
 * @throws AuthenticationError, AwsError (a path that cannot be read)
 */
export function claimOf(world: World, request: WireRequest): Claim {
  if (isSigV2Url(request)) {
    const others = ["X-Amz-Algorithm", "X-Amz-Signature"].some((name) => request.query.has(name));
    if (others || request.headers["authorization"] !== undefined) throw onlyOneMechanism();
    return { service: "s3", region: "us-east-1", accessKeyId: request.query.get("AWSAccessKeyId")! };
  }
  if (isUnsigned(request) && !isOfWebPage(request)) {
    const region = regionOfUnsigned(world, request);
    if (region !== undefined) return { service: "s3", region, accessKeyId: "" };
  }
  const signature = readSignature(request);
  const { service, region, accessKeyId } = signature;
  return { service, region, accessKeyId, signature };
}

const isUnsigned = ({ headers, query }: WireRequest): boolean =>
  headers["authorization"] === undefined && !query.has("X-Amz-Algorithm") && !query.has("X-Amz-Signature");

/**
 * What a page of another site loads (images, scripts) without the Origin that gives it away; what a person opens is none
 * of it ("Fetch Metadata Request Headers", W3C). No page is to look about in public buckets, or to fill the records.
 */
const isOfWebPage = ({ headers }: WireRequest): boolean =>
  /^(?:cross-site|same-site)$/.test(headers["sec-fetch-site"] ?? "") &&
  headers["sec-fetch-mode"] !== "navigate";

/**
 * Verifies a claim: the region (one that every account has), the key, its signature over the request and every signed chunk, the session token.
 * Clients sign with the machine's time, so the signature's age is measured with that, whatever the sandbox's clock says.
 * @throws AuthenticationError
 */
export function authenticate(
  world: World,
  request: WireRequest,
  claim: Claim,
  chunked: AwsChunkedDecoder | undefined,
): Caller {
  if (!regionNames.includes(claim.region))
    throw new AuthenticationError(
      "wrong-region",
      `The authorization header is malformed; the region '${claim.region}' is wrong; expecting 'us-east-1'`,
    );
  if (claim.accessKeyId === "" && !claim.signature) return anonymous;
  const key = resolveAccessKey(world, claim.accessKeyId);
  if (!key?.active)
    throw new AuthenticationError("unknown-key", "The access key does not exist or is inactive.");
  if (claim.signature) {
    verifySignature(request, claim.signature, key.secretAccessKey, new Date());
    chunked?.verify(claim.signature, key.secretAccessKey);
  } else verifySigV2Url(request, key.secretAccessKey, new Date());
  verifyToken(request, claim, key, world.clock.now());
  return key.caller;
}

function verifyToken(request: WireRequest, claim: Claim, key: ResolvedKey, now: Date): void {
  const token =
    claim.signature?.sessionToken ??
    request.headers["x-amz-security-token"] ??
    request.query.get("x-amz-security-token") ??
    undefined;
  const right =
    key.sessionToken === undefined
      ? token === undefined
      : token !== undefined && equal(token, key.sessionToken);
  if (!right)
    throw new AuthenticationError("wrong-token", "The security token does not belong to the access key.");
  if (key.expiration && key.expiration <= now)
    throw new AuthenticationError("expired-token", "The security token has expired.");
}
