/** Regions that every account has, and the prefix of their zones' ids. */
const zonePrefixes: Readonly<Record<string, string>> = {
  "ap-northeast-1": "apne1",
  "ap-northeast-2": "apne2",
  "ap-northeast-3": "apne3",
  "ap-south-1": "aps1",
  "ap-southeast-1": "apse1",
  "ap-southeast-2": "apse2",
  "ca-central-1": "cac1",
  "eu-central-1": "euc1",
  "eu-north-1": "eun1",
  "eu-west-1": "euw1",
  "eu-west-2": "euw2",
  "eu-west-3": "euw3",
  "sa-east-1": "sae1",
  "us-east-1": "use1",
  "us-east-2": "use2",
  "us-west-1": "usw1",
  "us-west-2": "usw2",
};

/** The regions that exist in the sandbox. */
export const regionNames: readonly string[] = Object.keys(zonePrefixes);

/** An availability zone: its name (`us-east-1a`) and its id (`use1-az1`). */
export interface Zone {
  readonly name: string;
  readonly id: string;
}

/** Availability zones of a region: six in us-east-1, three elsewhere (us-west-1 shows two). */
export function zonesOf(region: string): readonly Zone[] {
  const letters = region === "us-east-1" ? "abcdef" : region === "us-west-1" ? "ac" : "abc";
  const prefix = zonePrefixes[region] ?? region.replaceAll("-", "");
  return [...letters].map((letter, index) => ({
    name: `${region}${letter}`,
    id: `${prefix}-az${index + 1}`,
  }));
}
