import type { Service } from "../../service.ts";

/** Amazon S3, API version 2006-03-01. */
export const s3: Service = {
  name: "s3",
  eventSource: "s3.amazonaws.com",
  protocol: "rest-xml-s3",
  apiVersion: "2006-03-01",
  global: false,
  operations: {},
};
