import { AwsError } from "../../service.ts";

/** Athena's errors: nearly everything is an `InvalidRequestException`. */
export const errors = {
  request: (message: string, explanation?: string) =>
    new AwsError("InvalidRequestException", message, { explanation }),
  noWorkGroup: () => new AwsError("InvalidRequestException", "WorkGroup is not found."),
  noQuery: (id: string) => new AwsError("InvalidRequestException", `NamedQuery ${id} was not found`),
  noResource: (arn: string) =>
    new AwsError("ResourceNotFoundException", `The resource ${arn} was not found.`),
  notHere: (what: string) =>
    new AwsError("InvalidRequestException", `The Trailwright sandbox does not have ${what}.`, {
      explanation: "Of Amazon Athena this sandbox has workgroups and named queries; it runs no queries.",
    }),
} as const;
