import {
  callerContext,
  explainServicePolicy,
  type NeededAccess,
  type PolicyFinding,
} from "./explain-service-policy.ts";

/** The trail that is to encrypt with a key; its ARN is known before it exists. */
export interface KeyPolicyNeeds {
  readonly trailArn: string;
  readonly accountId: string;
  readonly keyArn: string;
}

type KeyAction = "kms:GenerateDataKey*" | "kms:DescribeKey";

/**
 * Says what in a key policy keeps CloudTrail from encrypting log files with the key ("Configure AWS KMS key policies for
 * CloudTrail", CloudTrail User Guide). Pure: policy text in, findings out; none when the trail can encrypt.
 */
export function explainKeyPolicy(
  policyText: string,
  { trailArn, accountId, keyArn }: KeyPolicyNeeds,
): readonly PolicyFinding<KeyAction>[] {
  const context = callerContext(trailArn, accountId);
  const asked: readonly (NeededAccess & { readonly named: KeyAction })[] = [
    {
      named: "kms:GenerateDataKey*",
      action: "kms:GenerateDataKey",
      resource: keyArn,
      wanted: "*",
      context: {
        ...context,
        "kms:EncryptionContext:aws:cloudtrail:arn": trailArn,
        "kms:EncryptionContextKeys": "aws:cloudtrail:arn",
      },
    },
    { named: "kms:DescribeKey", action: "kms:DescribeKey", resource: keyArn, wanted: "*", context },
  ];
  const owner = { kind: "key policy", of: `Key ${keyArn}` };
  return asked.flatMap(({ named, ...request }) =>
    explainServicePolicy(policyText, request, owner).map((finding) => ({
      ...finding,
      action: named,
      advice: finding.advice.replaceAll(request.action, named),
    })),
  );
}
