import { AwsError } from "../../service.ts";

/** CloudWatch's errors, by the names of their shapes, with their codes in the query protocol. */
export const errors = {
  validation: (message: string, explanation?: string) =>
    new AwsError("ValidationException", message, { queryCode: "ValidationError", explanation }),
  parameterValue: (message: string) =>
    new AwsError("InvalidParameterValueException", message, { queryCode: "InvalidParameterValue" }),
  parameterCombination: (message: string) =>
    new AwsError("InvalidParameterCombinationException", message, {
      queryCode: "InvalidParameterCombination",
    }),
  missingParameter: (message: string) =>
    new AwsError("MissingRequiredParameterException", message, { queryCode: "MissingParameter" }),
  noAlarm: () => new AwsError("ResourceNotFound", "Unknown", { status: 404, queryCode: "ResourceNotFound" }),
  noResource: (arn: string) =>
    new AwsError("ResourceNotFoundException", "Unknown", {
      status: 404,
      queryCode: "ResourceNotFoundException",
      extra: { ResourceType: "alarm", ResourceId: arn },
    }),
  format: (message: string) => new AwsError("InvalidFormatFault", message, { queryCode: "InvalidFormat" }),
  nextToken: () =>
    new AwsError("InvalidNextToken", "Request parameters do not match those encoded in next token", {
      queryCode: "InvalidNextToken",
    }),
  limit: (message: string) => new AwsError("LimitExceededFault", message, { queryCode: "LimitExceeded" }),
  notHere: (what: string) =>
    new AwsError("ValidationException", `The Trailwright sandbox does not have ${what}.`, {
      queryCode: "ValidationError",
      explanation: "Of CloudWatch this sandbox has metrics, their statistics, and alarms on one metric.",
    }),
} as const;
