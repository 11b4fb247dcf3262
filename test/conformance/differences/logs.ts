import type { IntendedDifference } from "./index.ts";

/** A time in milliseconds, which is not the same twice. */
const time = (operation: string, path: string): IntendedDifference => ({
  ...{ operation, path, ours: "*", moto: "*" },
  why: "the clock: CloudWatch Logs has times as numbers",
});

const policyMembers = "PutResourcePolicy, CloudWatch Logs API Reference: scope and revision (2025)";

/** CloudWatch Logs: where we differ from moto, and why. */
export const logs: readonly IntendedDifference[] = [
  time("DescribeLogGroups", "logGroups.[].creationTime"),
  {
    operation: "DescribeLogGroups",
    path: "logGroups.[].logGroupClass",
    ours: "STANDARD",
    moto: "absent",
    why: "LogGroup, API Reference: always there since November 2023",
  },
  {
    operation: "DescribeLogGroups",
    path: "logGroups.[].deletionProtectionEnabled",
    ours: "false",
    moto: "absent",
    why: "LogGroup, API Reference (2025)",
  },
  {
    operation: "ListTagsForResource",
    path: "error",
    ours: "ResourceNotFoundException 400",
    moto: "answered",
    why: "ListTagsForResource, API Reference: errors",
  },
  time("DescribeMetricFilters", "metricFilters.[].creationTime"),
  {
    operation: "DescribeMetricFilters",
    path: "metricFilters.[].applyOnTransformedLogs",
    ours: "false",
    moto: "absent",
    why: "MetricFilter, API Reference: since transformers (2024)",
  },
  {
    operation: "DeleteMetricFilter",
    path: "error",
    ours: "ResourceNotFoundException 400",
    moto: "answered",
    why: "DeleteMetricFilter, API Reference: errors",
  },
  time("PutResourcePolicy", "resourcePolicy.lastUpdatedTime"),
  {
    operation: "PutResourcePolicy",
    path: "resourcePolicy.policyScope",
    ours: "ACCOUNT",
    moto: "absent",
    why: policyMembers,
  },
  {
    operation: "PutResourcePolicy",
    path: "*evisionId",
    ours: "<uuid>",
    moto: "absent",
    why: policyMembers,
  },
  time("DescribeResourcePolicies", "resourcePolicies.[].lastUpdatedTime"),
  {
    operation: "DescribeResourcePolicies",
    path: "resourcePolicies.[].policyScope",
    ours: "ACCOUNT",
    moto: "absent",
    why: policyMembers,
  },
  {
    operation: "DescribeResourcePolicies",
    path: "resourcePolicies.[].revisionId",
    ours: "<uuid>",
    moto: "absent",
    why: policyMembers,
  },
];
