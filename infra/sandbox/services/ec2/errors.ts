import { AwsError } from "../../service.ts";

/** EC2's errors are 400 unless said ("Error codes for the Amazon EC2 API"). */
export const ec2Error = (code: string, message: string) => new AwsError(code, message);

export const missingParameter = (name: string) =>
  ec2Error("MissingParameter", `The request must contain the parameter ${name}`);

export const invalidValue = (message: string) => ec2Error("InvalidParameterValue", message);

export const invalidCombination = (message: string) => ec2Error("InvalidParameterCombination", message);

/** What each kind of id is called in errors: the code's stem, the message's words, the id's prefix. */
const kinds = {
  instance: { code: "InvalidInstanceID", words: "instance ID", prefix: "i" },
  group: { code: "InvalidGroup", words: "security group", prefix: "sg" },
  rule: { code: "InvalidSecurityGroupRuleId", words: "security group rule ID", prefix: "sgr" },
  vpc: { code: "InvalidVpcID", words: "vpc ID", prefix: "vpc" },
  subnet: { code: "InvalidSubnetID", words: "subnet ID", prefix: "subnet" },
  image: { code: "InvalidAMIID", words: "image id", prefix: "ami" },
  vpcEndpoint: { code: "InvalidVpcEndpointId", words: "Vpc Endpoint Id", prefix: "vpce" },
  keyPair: { code: "InvalidKeyPair", words: "key pair", prefix: "key" },
} as const;

/** Kinds of resources that are asked for by id. */
export type IdKind = keyof typeof kinds;

/** `The instance ID 'i-…' does not exist`, or `The instance IDs 'i-…, i-…' do not exist`. */
export function notFound(kind: IdKind, ids: readonly string[]): AwsError {
  const { code, words } = kinds[kind];
  const quoted = kind === "image" ? `'[${ids.join(", ")}]'` : `'${ids.join(", ")}'`;
  const several = ids.length > 1 && kind !== "image";
  return ec2Error(
    `${code}.NotFound`,
    `The ${words}${several ? "s" : ""} ${quoted} do${several ? "" : "es"} not exist`,
  );
}

/**
 * Refuses ids that cannot be of this kind.
 * @param named says it as StopInstances and TerminateInstances do (measured)
 */
export function checkIds(kind: IdKind, ids: readonly string[], named = false): void {
  const { code, prefix, words } = kinds[kind];
  const bad = ids.find((id) => !new RegExp(`^${prefix}-[0-9a-f]{8}(?:[0-9a-f]{9})?$`).test(id));
  if (bad === undefined) return;
  const stem = kind === "group" ? "InvalidGroupId" : code;
  const expecting = kind === "instance" || bad.startsWith(`${prefix}-`) ? "" : ` (expecting "${prefix}-...")`;
  throw ec2Error(
    `${stem}.Malformed`,
    named ? `The ${words} '${bad}' is malformed` : `Invalid id: "${bad}"${expecting}`,
  );
}
