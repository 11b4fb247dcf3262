import type { Purpose } from "../purpose.ts";

/** Services whose network activity CloudTrail records from the beginning of the feature on ("Logging network activity events"). */
const services = ["cloudtrail", "ec2", "kms", "s3", "secretsmanager"].map((name) => `${name}.amazonaws.com`);

export const networkActivity: Purpose = {
  id: "network-activity",
  title: "Network activity through VPC endpoints",
  records:
    "API calls that pass VPC endpoints, also of credentials from elsewhere, with those an endpoint's policy denied.",
  leavesOut: "Calls that do not pass an endpoint.",
  audience: "Network security: data taken out through an endpoint with somebody else's credentials.",
  events: ["network-activity"],
  resources: {
    what: "event sources of services",
    example: "kms.amazonaws.com",
    problem: (resource) =>
      /^[a-z0-9-]+\.amazonaws\.com$/.test(resource)
        ? undefined
        : "is not an event source (like kms.amazonaws.com)",
  },
  checks: [],
  questions: [{ shows: "calls that an endpoint's policy denied", filter: "error:VpceAccessDenied" }],
  select: ({ resources = services }) =>
    resources.map((source) => ({
      Name: `Network activity of ${source}`,
      FieldSelectors: [
        { Field: "eventCategory", Equals: ["NetworkActivity"] },
        { Field: "eventSource", Equals: [source] },
      ],
    })),
};
