/** A part of AWS that is closed in itself: its name in ARNs, and the domain its endpoints are under. */
export interface Partition {
  readonly partition: string;
  readonly dnsSuffix: string;
}

const commercial: Partition = { partition: "aws", dnsSuffix: "amazonaws.com" };

/** By how the names of their regions begin, as the partitions file in the AWS SDK has them. */
const others: Readonly<Record<string, Partition>> = {
  "eusc-": { partition: "aws-eusc", dnsSuffix: "amazonaws.eu" },
  "cn-": { partition: "aws-cn", dnsSuffix: "amazonaws.com.cn" },
  "us-gov-": { partition: "aws-us-gov", dnsSuffix: "amazonaws.com" },
  "us-iso-": { partition: "aws-iso", dnsSuffix: "c2s.ic.gov" },
  "us-isob-": { partition: "aws-iso-b", dnsSuffix: "sc2s.sgov.gov" },
  "eu-isoe-": { partition: "aws-iso-e", dnsSuffix: "cloud.adc-e.uk" },
  "us-isof-": { partition: "aws-iso-f", dnsSuffix: "csp.hci.ic.gov" },
};

/** The AWS partition a region is in ("Amazon Resource Names", IAM User Guide). */
export function partitionOf(region: string): Partition {
  return Object.entries(others).find(([start]) => region.startsWith(start))?.[1] ?? commercial;
}
