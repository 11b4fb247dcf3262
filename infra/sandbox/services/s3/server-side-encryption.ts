import type { Call } from "../../service.ts";
import type { World } from "../../world.ts";
import { invalidArgument, notImplemented } from "./errors.ts";
import { generateDataKey } from "./kms-calls.ts";
import { type Bucket, bucketArn, type DataKey, objectArn } from "./state.ts";

/** How an object is encrypted: the headers that say so, and the data key where KMS made one. */
export interface Encryption {
  readonly encryption: Readonly<Record<string, string>>;
  readonly dataKey?: DataKey;
}

const algorithmHeader = "x-amz-server-side-encryption";
const keyHeader = "x-amz-server-side-encryption-aws-kms-key-id";
const contextHeader = "x-amz-server-side-encryption-context";
const bucketKeyHeader = "x-amz-server-side-encryption-bucket-key-enabled";

const withS3Keys: Encryption = { encryption: { [algorithmHeader]: "AES256" } };

/**
 * The encryption of an object that a call writes: as its headers ask, else as the bucket's default says. With KMS keys,
 * S3 has KMS make a data key on the caller's behalf ("Using server-side encryption with AWS KMS keys", Amazon S3 User
 * Guide).
 * @throws AwsError `InvalidArgument`, `AccessDenied`, `KMS.NotFoundException`, `KMS.DisabledException`,
 *   `KMS.KMSInvalidStateException`
 */
export function encryptionOf(call: Call, world: World, bucket: Bucket, key: string): Encryption {
  const { headers } = call.request;
  const asked = headers[algorithmHeader];
  if (headers["x-amz-server-side-encryption-customer-algorithm"] !== undefined)
    throw notImplemented("encryption with customer-provided keys");
  const configured = bucket.configuration["encryption"];
  if (asked === undefined && configured === undefined) {
    if (headers[keyHeader] !== undefined) throw keyWithoutKms(headers[keyHeader]);
    return withS3Keys;
  }
  const byDefault = configured === undefined ? {} : defaultOf(configured);
  const algorithm = asked ?? byDefault.algorithm ?? "AES256";
  if (algorithm !== "AES256" && algorithm !== "aws:kms" && algorithm !== "aws:kms:dsse")
    throw invalidArgument("The encryption method specified is not supported", algorithmHeader, algorithm);
  if (algorithm === "AES256" || asked === undefined)
    if (headers[keyHeader] !== undefined) throw keyWithoutKms(headers[keyHeader]);
  if (algorithm === "AES256") return withS3Keys;
  // A call that names KMS but no key means the key AWS manages, whatever key the bucket's default has.
  const keyId = asked === undefined ? byDefault.keyId : headers[keyHeader];
  // Dual-layer encryption has no bucket keys.
  const bucketKey =
    algorithm === "aws:kms" && (headers[bucketKeyHeader]?.toLowerCase() ?? byDefault.bucketKey) === "true";
  const context = {
    ...contextOf(headers[contextHeader]),
    "aws:s3:arn": bucketKey ? bucketArn(bucket.name) : objectArn(bucket.name, key),
  };
  const { keyArn, dataKey } = generateDataKey(call, world, bucket, keyId, context);
  return {
    encryption: {
      [algorithmHeader]: algorithm,
      [keyHeader]: keyArn,
      ...(bucketKey ? { [bucketKeyHeader]: "true" } : {}),
    },
    dataKey,
  };
}

/** What a bucket's default encryption document says. */
function defaultOf(document: string): { algorithm?: string; keyId?: string; bucketKey?: string } {
  const text = (name: string) => new RegExp(`<${name}>([^<]+)</${name}>`).exec(document)?.[1];
  const algorithm = text("SSEAlgorithm");
  const keyId = text("KMSMasterKeyID");
  const bucketKey = text("BucketKeyEnabled");
  return {
    ...(algorithm === undefined ? {} : { algorithm }),
    ...(keyId === undefined ? {} : { keyId }),
    ...(bucketKey === undefined ? {} : { bucketKey }),
  };
}

/** The caller's own pairs: base 64 of a JSON object of texts. */
function contextOf(header: string | undefined): Record<string, string> {
  if (header === undefined) return {};
  let pairs: unknown;
  try {
    pairs = JSON.parse(Buffer.from(header, "base64").toString("utf8"));
  } catch {
    pairs = undefined;
  }
  const isMap = typeof pairs === "object" && pairs !== null && !Array.isArray(pairs);
  if (!isMap || !Object.values(pairs as object).every((value) => typeof value === "string"))
    throw invalidArgument(
      `The header '${contextHeader}' shall be Base64-encoded UTF-8 string holding JSON which represents a string-string map`,
      contextHeader,
      header,
    );
  return pairs as Record<string, string>;
}

const keyWithoutKms = (value: string) =>
  invalidArgument(
    "Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms",
    keyHeader,
    value,
  );
