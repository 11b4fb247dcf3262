import { meaningOf, networkCode } from "../aws-error.ts";
import { TrailwrightError } from "../errors.ts";

/** Where a call was made, for the sentences of its error. */
export interface CallContext {
  /** What was being done: "finding out who you are". */
  readonly doing: string;
  readonly region: string;
  readonly endpoint?: string | undefined;
  readonly profile?: string | undefined;
}

/**
 * Turns an AWS SDK error into a TrailwrightError with the next step. AWS's own code and message are kept in `why`;
 * neither holds a secret (they name access key IDs at most). A TrailwrightError passes through unchanged.
 */
export function awsProblem(error: unknown, context: CallContext): TrailwrightError {
  if (error instanceof TrailwrightError) return error;
  const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
  const meaning = meaningOf(name);
  // The code at the end of EC2's denials tells a person nothing.
  const why = `${name}: ${message.replace(/\. Encoded authorization failure message: \S+$/, "")}`;
  const more = (next: string) => ({ why, next, cause: error });
  const login = context.profile ? `aws sso login --profile ${context.profile}` : "aws sso login";

  if (
    meaning === "CredentialsExpired" ||
    (name === "CredentialsProviderError" && /expired|SSO session|Token is/i.test(message))
  )
    return new TrailwrightError(
      "CredentialsExpired",
      `The credentials have expired (while ${context.doing}).`,
      more(`Sign in again (for SSO: ${login}), then run the same command.`),
    );
  if (name === "CredentialsProviderError" || name === "TokenProviderError")
    return new TrailwrightError(
      "CredentialsMissing",
      context.profile
        ? `Profile ${context.profile} gives no credentials.`
        : "No AWS credentials were found in this environment.",
      more(
        "Sign in (aws sso login, aws configure) or set AWS_PROFILE or AWS_ACCESS_KEY_ID; or leave --account away and use the sandbox.",
      ),
    );
  if (name === "AuthorizationHeaderMalformed" || /scoped to a valid region/.test(message))
    return new TrailwrightError(
      "WrongRegion",
      `${place(context)} knows no region ${context.region}.`,
      more("Check the spelling of the region (--region us-east-1)."),
    );
  if (meaning === "DiskFull")
    return new TrailwrightError(
      "DiskFull",
      `The disk that holds the sandbox's state is full (while ${context.doing}).`,
      more("Make room on it, then run the same command: it goes on where it stopped."),
    );
  if (meaning === "CredentialsMissing")
    return new TrailwrightError(
      "CredentialsMissing",
      `${place(context)} does not accept these credentials (while ${context.doing}).`,
      more(
        "Check that the key is active, and that the region is enabled in the account (opt-in regions refuse keys until they are); then try again.",
      ),
    );
  if (meaning === "AccessDenied")
    return new TrailwrightError(
      "AccessDenied",
      `This identity may not do it: ${context.doing}.`,
      more("Use an identity that has the permission named above, or ask whoever owns the account for it."),
    );
  if (networkCode(error) !== undefined) {
    if (context.endpoint)
      return new TrailwrightError(
        "AwsFailed",
        `Nothing answers at ${context.endpoint} (while ${context.doing}).`,
        more("Start what should listen there, or unset AWS_ENDPOINT_URL."),
      );
    return new TrailwrightError(
      "WrongRegion",
      `No AWS endpoint of region ${context.region} could be reached.`,
      more("Check the spelling of the region (--region us-east-1) and the network."),
    );
  }
  return new TrailwrightError(
    "AwsFailed",
    `AWS refused a call while ${context.doing}.`,
    more("Read the reason above; if it looks temporary, try again."),
  );
}

function place(context: CallContext): string {
  return context.endpoint ? `The endpoint ${context.endpoint}` : `AWS in ${context.region}`;
}
