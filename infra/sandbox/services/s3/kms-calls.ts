import { AwsError, type Call, type Caller, type Reply } from "../../service.ts";
import { isSigV2Url } from "../../wire/sigv2-url.ts";
import type { World } from "../../world.ts";
import { awsManagedAlias } from "../kms/aws-managed-keys.ts";
import { invalidArgument } from "./errors.ts";
import type { Bucket, DataKey } from "./state.ts";

/**
 * Has KMS make a data key on behalf of a caller, under the key named (id, ARN or alias; a bare name is the caller's own)
 * or the one AWS manages for S3.
 * @throws AwsError what KMS refuses, under S3's codes
 */
export function generateDataKey(
  call: Call,
  world: World,
  bucket: Bucket,
  keyId: string | undefined,
  context: Readonly<Record<string, string>>,
): { readonly keyArn: string; readonly dataKey: DataKey } {
  const place = { accountId: call.caller.accountId, region: bucket.region };
  const KeyId = keyId ?? awsManagedAlias(world, "s3", place);
  const { output } = callKms(call, world, bucket.region, "GenerateDataKey", {
    KeyId,
    EncryptionContext: context,
    KeySpec: "AES_256",
  });
  const { KeyId: keyArn, CiphertextBlob: ciphertext } = output as { KeyId: string; CiphertextBlob: string };
  return { keyArn, dataKey: { ciphertext, context } };
}

/** Has KMS open an object's data key on behalf of a caller. @throws AwsError what KMS refuses, under S3's codes */
export function openDataKey(
  call: Call,
  world: World,
  bucket: Bucket,
  { ciphertext, context }: DataKey,
): void {
  callKms(call, world, bucket.region, "Decrypt", {
    CiphertextBlob: ciphertext,
    EncryptionContext: context,
  });
}

/** Passes a call on to KMS with the identity of whoever called S3 (forward access sessions, IAM User Guide). */
function callKms(
  call: Call,
  world: World,
  region: string,
  operation: "GenerateDataKey" | "Decrypt",
  input: Record<string, unknown>,
): Reply {
  if (isSigV2Url(call.request) || call.caller.type === "Anonymous")
    throw invalidArgument(
      "Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature Version 4.",
      "Authorization",
      "null",
    );
  const { caller } = call;
  const passed: Caller =
    caller.type === "AWSService" ? caller : { ...caller, invokedBy: "fas.s3.amazonaws.com" };
  try {
    return world.internalCall(passed, "kms", operation, {
      region,
      input,
      context: { ...call.context, "kms:ViaService": `s3.${region}.amazonaws.com` },
    });
  } catch (error) {
    if (error instanceof AwsError) throw asS3SaysIt(error);
    throw error;
  }
}

/** KMS's refusals as S3 passes them on ("Error responses", Amazon S3 API Reference: the codes that begin with KMS). */
function asS3SaysIt({ code, message, explanation }: AwsError): AwsError {
  if (code === "AccessDeniedException")
    return new AwsError("AccessDenied", message, { status: 403, explanation });
  const known = code === "InvalidArnException" ? "NotFoundException" : code;
  return new AwsError(`KMS.${known}`, message, { explanation });
}
