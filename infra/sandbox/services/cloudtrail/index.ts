import type { Service } from "../../service.ts";

/** AWS CloudTrail, API version 2013-11-01. */
export const cloudtrail: Service = {
  name: "cloudtrail",
  eventSource: "cloudtrail.amazonaws.com",
  protocol: "json-1.1",
  apiVersion: "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101",
  global: false,
  operations: {},
};
