import { partitionOf } from "../../../cloudtrail/partition.ts";
import type { Invoke } from "./index.ts";

const endpointForm = /^ec2\.([a-z0-9-]+)\./;

/** The region asked for (by name or by its EC2 endpoint), or the one in use. */
export const getRegion: Invoke = (args, context) => {
  const byEndpoint = endpointForm.exec(String(args["endpoint"] ?? ""))?.[1];
  const asked = args["region"] ?? args["name"] ?? args["id"] ?? byEndpoint ?? context.region;
  const region = String(asked);
  return {
    region,
    name: region,
    id: region,
    endpoint: `ec2.${region}.${partitionOf(region).dnsSuffix}`,
    description: descriptions[region] ?? region,
  };
};

/** "AWS Regions", AWS General Reference. */
const descriptions: Readonly<Record<string, string>> = {
  "ap-northeast-1": "Asia Pacific (Tokyo)",
  "ap-northeast-2": "Asia Pacific (Seoul)",
  "ap-northeast-3": "Asia Pacific (Osaka)",
  "ap-south-1": "Asia Pacific (Mumbai)",
  "ap-southeast-1": "Asia Pacific (Singapore)",
  "ap-southeast-2": "Asia Pacific (Sydney)",
  "ca-central-1": "Canada (Central)",
  "eu-central-1": "Europe (Frankfurt)",
  "eu-north-1": "Europe (Stockholm)",
  "eu-west-1": "Europe (Ireland)",
  "eu-west-2": "Europe (London)",
  "eu-west-3": "Europe (Paris)",
  "sa-east-1": "South America (Sao Paulo)",
  "us-east-1": "US East (N. Virginia)",
  "us-east-2": "US East (Ohio)",
  "us-west-1": "US West (N. California)",
  "us-west-2": "US West (Oregon)",
};
