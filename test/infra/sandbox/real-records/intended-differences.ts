/** A difference from AWS that is meant to be there. docs/sandbox.md tells of each. */
interface IntendedDifference {
  /** `service:Operation` */
  readonly of: RegExp;
  /** Line of `recordDifferences`. */
  readonly difference: RegExp;
  readonly reason: string;
}

export const intended: readonly IntendedDifference[] = [
  {
    of: /^ec2:RunInstances$/,
    difference:
      /^only in AWS: requestParameters\.(?:networkInterfaceSet|hibernationOptions|blockDeviceMapping|tenancy|capacityReservationSpecification|privateDnsNameOptions)\b/,
    reason: "RunInstances refuses parameters that the sandbox does not honour.",
  },
  {
    of: /^ec2:RunInstances$/,
    difference:
      /^only (?:here: requestParameters\.blockDeviceMapping|in AWS: .*\.networkInterfaceSet\.items\[\]\.description)$/,
    reason: "What a launch looks like without those parameters.",
  },
  {
    of: /^ec2:RunInstances$/,
    difference: /^only in AWS: \w+\.(?:instancesSet\.items\[\]\.)?iamInstanceProfile\b/,
    reason: "There are no instance profiles.",
  },
  {
    of: /^ec2:CreateSecurityGroup$/,
    difference: /^only here: responseElements\.securityGroupArn$/,
    reason: "New groups name their ARN, as the API does since 2024; the real record is older.",
  },
  {
    of: /^ec2:RevokeSecurityGroupIngress$/,
    difference: /^only here: responseElements\.revokedSecurityGroupRuleSet\b/,
    reason: "Revocations name the revoked rules, as the API does since 2024; the real records are older.",
  },
  {
    of: /^logs:/,
    difference: /^only in AWS: apiVersion$/,
    reason:
      "Records of CloudWatch Logs have no apiVersion, as those of eventVersion 1.09; older ones have it.",
  },
  {
    of: /^s3:ListBuckets$/,
    difference: /^errorMessage: User: CALLER .*, not Access Denied$/,
    reason: "S3's denials inside an account tell why, as S3 does since 2024; the real records are older.",
  },
  {
    of: /^iam:ListSSHPublicKeys$/,
    difference: /^errorMessage: .* on resource: user NAME because .*, not .* on resource: user {2}because/,
    reason: "A denied ListSSHPublicKeys without a name tells the caller's; AWS leaves it empty.",
  },
];

/** Ways for a call to end that the sandbox does not have, as `service:Operation outcome`. */
export const notReproduced: Readonly<Record<string, string>> = {
  "ec2:RunInstances Client.VcpuLimitExceeded": "There is a quota of 20 instances and none of vCPUs.",
  "iam:DeleteLoginProfile EntityTemporarilyUnmodifiableException":
    "Changes are complete at once, so that nothing is ever still being created.",
};
