import type { Service } from "../../service.ts";

export const iam: Service = {
  name: "iam",
  eventSource: "iam.amazonaws.com",
  protocol: "query",
  apiVersion: "2010-05-08",
  global: true,
  operations: {},
};
