import type { Service } from "../../service.ts";

export const sts: Service = {
  name: "sts",
  eventSource: "sts.amazonaws.com",
  protocol: "query",
  apiVersion: "2011-06-15",
  global: true,
  operations: {},
};
