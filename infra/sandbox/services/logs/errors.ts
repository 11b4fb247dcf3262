import { AwsError } from "../../service.ts";

/** CloudWatch Logs' errors, one maker each, as the API Reference names them. */
export const errors = {
  parameter: (message: string, explanation?: string) =>
    new AwsError("InvalidParameterException", message, { explanation }),
  serialization: (message: string) => new AwsError("SerializationException", message),
  noGroup: () => new AwsError("ResourceNotFoundException", "The specified log group does not exist."),
  noStream: () => new AwsError("ResourceNotFoundException", "The specified log stream does not exist."),
  noFilter: () => new AwsError("ResourceNotFoundException", "The specified metric filter does not exist."),
  noPolicy: (name: string) =>
    new AwsError("ResourceNotFoundException", `Policy with name [${name}] does not exist.`),
  noQuery: () => new AwsError("ResourceNotFoundException", "The specified query definition does not exist."),
  noResource: () => new AwsError("ResourceNotFoundException", "The specified resource does not exist."),
  groupExists: () => new AwsError("ResourceAlreadyExistsException", "The specified log group already exists"),
  streamExists: () =>
    new AwsError("ResourceAlreadyExistsException", "The specified log stream already exists"),
  isProtected: () =>
    new AwsError(
      "ValidationException",
      "The log group has deletion protection enabled. Disable deletion protection before you delete it.",
    ),
  limit: (message = "Resource limit exceeded.") => new AwsError("LimitExceededException", message),
  tooManyTags: (resourceName: string) =>
    new AwsError("TooManyTagsException", "A resource can have 50 tags.", { extra: { resourceName } }),
  notHere: (what: string) =>
    new AwsError("InvalidParameterException", `The Trailwright sandbox does not have ${what}.`, {
      explanation:
        "Of CloudWatch Logs this sandbox has groups, streams, events, metric filters and saved queries.",
    }),
} as const;
