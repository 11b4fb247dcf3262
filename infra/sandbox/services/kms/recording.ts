import type { ResourceReference } from "../../../cloudtrail/record.ts";
import { localeDate, lowerCamel } from "../../recorder/lower-camel.ts";
import type { AwsError, EventParts, Reply } from "../../service.ts";
import type { Key } from "./state.ts";

/** Members that hold what is to stay secret, or what only the caller can use; KMS writes none of them. */
const secret = new Set(["Plaintext", "CiphertextBlob"]);

/** Members whose names and values are the caller's own text, written as they are. */
const verbatim = /EncryptionContext$/;

/** What a record of KMS shows of its parameters, defaults included (measured, and "Logging AWS KMS API calls"). */
export function recordedParameters(input: Readonly<Record<string, unknown>>): Record<string, unknown> | null {
  const shown: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(input)) {
    if (value === undefined || secret.has(name)) continue;
    const small = name.charAt(0).toLowerCase() + name.slice(1);
    shown[small] = verbatim.test(name) ? value : lowerCamel(value, { date: localeDate });
  }
  return Object.keys(shown).length > 0 ? shown : null;
}

export function keyResource({ arn, accountId }: Key): ResourceReference {
  return { accountId, type: "AWS::KMS::Key", ARN: arn };
}

/** The parts of a record of a call on keys; writes that answer nothing show the ARN of their key since December 2022. */
export function recordedParts(
  input: Readonly<Record<string, unknown>>,
  keys: readonly Key[],
  readOnly: boolean,
  reply: Reply | undefined,
  error: AwsError | undefined,
): EventParts {
  const resources = keys.map(keyResource);
  const denied = error?.code === "AccessDeniedException";
  if (denied || error?.code === "NotFoundException")
    return { requestParameters: null, resources, ...(denied ? { errorCode: "AccessDenied" } : {}) };
  const output = Object.keys(reply?.output ?? {}).length > 0 ? reply?.output : { KeyId: keys[0]?.arn };
  return {
    requestParameters: recordedParameters(input),
    resources,
    ...(readOnly || !reply
      ? {}
      : {
          responseElements: lowerCamel(output, { date: localeDate }) as Record<string, unknown>,
        }),
  };
}
