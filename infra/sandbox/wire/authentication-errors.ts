import { AwsError, type Service } from "../service.ts";
import type { AuthenticationError, AuthenticationProblem } from "./sigv4.ts";

type Protocol = Service["protocol"];
type Words = readonly [code: string, status: number, message?: string];

const invalidToken = "The security token included in the request is invalid.";
const expiredToken = "The security token included in the request is expired";
const validRegion = "Credential should be scoped to a valid region.";
const notValidated = "AWS was not able to validate the provided access credentials";

const json: Record<AuthenticationProblem, Words> = {
  missing: ["MissingAuthenticationTokenException", 400],
  malformed: ["IncompleteSignatureException", 400],
  unsupported: ["IncompleteSignatureException", 400],
  "wrong-region": ["InvalidSignatureException", 400, validRegion],
  "unknown-key": ["UnrecognizedClientException", 400, invalidToken],
  "wrong-signature": ["InvalidSignatureException", 400],
  "wrong-token": ["UnrecognizedClientException", 400, invalidToken],
  skewed: [
    "InvalidSignatureException",
    400,
    "Signature expired or not yet current: check this machine's clock.",
  ],
  "expired-url": ["InvalidSignatureException", 400],
  "expired-token": ["ExpiredTokenException", 400, expiredToken],
  "unsigned-headers": ["InvalidSignatureException", 400],
  "wrong-body": ["InvalidSignatureException", 400],
};

/** Codes and words by protocol; without a message the detail of the problem is shown. */
const table: Record<Protocol, Record<AuthenticationProblem, Words>> = {
  "rest-xml-s3": {
    missing: ["AccessDenied", 403, "Access Denied"],
    malformed: ["AuthorizationHeaderMalformed", 400],
    unsupported: [
      "InvalidRequest",
      400,
      "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
    ],
    "wrong-region": ["AuthorizationHeaderMalformed", 400],
    "unknown-key": [
      "InvalidAccessKeyId",
      403,
      "The AWS Access Key Id you provided does not exist in our records.",
    ],
    "wrong-signature": ["SignatureDoesNotMatch", 403],
    "wrong-token": ["InvalidToken", 400, "The provided token is malformed or otherwise invalid."],
    skewed: ["RequestTimeTooSkewed", 403],
    "expired-url": ["AccessDenied", 403],
    "expired-token": ["ExpiredToken", 400, "The provided token has expired."],
    "unsigned-headers": ["AccessDenied", 403],
    "wrong-body": ["XAmzContentSHA256Mismatch", 400],
  },
  query: {
    missing: ["MissingAuthenticationToken", 403],
    malformed: ["IncompleteSignature", 400],
    unsupported: ["IncompleteSignature", 400],
    "wrong-region": ["SignatureDoesNotMatch", 403, validRegion],
    "unknown-key": ["InvalidClientTokenId", 403, invalidToken],
    "wrong-signature": ["SignatureDoesNotMatch", 403],
    "wrong-token": ["InvalidClientTokenId", 403, invalidToken],
    skewed: [
      "SignatureDoesNotMatch",
      403,
      "Signature expired or not yet current: check this machine's clock.",
    ],
    "expired-url": ["SignatureDoesNotMatch", 403],
    "expired-token": ["ExpiredToken", 403, expiredToken],
    "unsigned-headers": ["SignatureDoesNotMatch", 403],
    "wrong-body": ["SignatureDoesNotMatch", 403],
  },
  ec2: {
    missing: ["MissingAuthenticationToken", 403],
    malformed: ["AuthFailure", 401, notValidated],
    unsupported: ["AuthFailure", 401, notValidated],
    "wrong-region": ["AuthFailure", 401, validRegion],
    "unknown-key": ["AuthFailure", 401, notValidated],
    "wrong-signature": ["AuthFailure", 401, notValidated],
    "wrong-token": ["AuthFailure", 401, notValidated],
    skewed: ["RequestExpired", 400, "Request has expired."],
    "expired-url": ["RequestExpired", 400, "Request has expired."],
    "expired-token": ["RequestExpired", 400, "Request has expired."],
    "unsigned-headers": ["AuthFailure", 401, notValidated],
    "wrong-body": ["AuthFailure", 401, notValidated],
  },
  "json-1.0": json,
  "json-1.1": json,
  "rpc-v2-cbor": json,
};

/** An authentication problem as the service's protocol words it. */
export function authenticationError(protocol: Protocol, error: AuthenticationError): AwsError {
  const [code, status, message] = table[protocol][error.problem];
  return new AwsError(code, message ?? error.message, { status });
}
