import type { Caller, WireRequest } from "../../service.ts";
import type { World } from "../../world.ts";
import { likelyProtocol } from "../../wire/protocols.ts";
import { target } from "./detect.ts";
import { buckets } from "./state.ts";

/**
 * Whoever signs nothing. Policies that name everybody let it in, and grants to everybody; records know it by this
 * account ("Logging data events", Amazon S3 User Guide).
 */
export const anonymous: Caller = {
  type: "Anonymous",
  accountId: "ANONYMOUS_PRINCIPAL",
  arn: "",
  principalId: "",
};

/**
 * The region that an unsigned request is for: its bucket's, or us-east-1 where there is no such bucket. Undefined where
 * the request is not for a bucket, or carries chunks that say they are signed.
 * @throws AwsError `InvalidURI`, `InvalidArgument`
 */
export function regionOfUnsigned(world: World, request: WireRequest): string | undefined {
  if (likelyProtocol(request) !== "rest-xml-s3") return undefined;
  if (request.headers["x-amz-content-sha256"]?.startsWith("STREAMING-AWS4-")) return undefined;
  const { bucket } = target(request);
  return bucket === "" ? undefined : (buckets(world).get(bucket)?.region ?? "us-east-1");
}
