import type { Service } from "../../service.ts";

export const ec2: Service = {
  name: "ec2",
  eventSource: "ec2.amazonaws.com",
  protocol: "ec2",
  apiVersion: "2016-11-15",
  global: false,
  operations: {},
};
