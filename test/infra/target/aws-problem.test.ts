import { expect, test } from "vitest";
import { exitCode, TrailwrightError } from "../../../infra/errors.ts";
import { awsProblem } from "../../../infra/target/aws-problem.ts";

const named = (name: string, message = "words of AWS", more = {}) =>
  Object.assign(new Error(message), { name }, more);
const context = { doing: "trying", region: "us-east-1" };

test.each([
  [named("ExpiredToken"), "CredentialsExpired", exitCode.authentication],
  [named("ExpiredTokenException"), "CredentialsExpired", exitCode.authentication],
  [
    named("CredentialsProviderError", "The SSO session associated with this profile has expired"),
    "CredentialsExpired",
    exitCode.authentication,
  ],
  [
    named("CredentialsProviderError", "Could not load credentials from any providers"),
    "CredentialsMissing",
    exitCode.authentication,
  ],
  [named("InvalidClientTokenId"), "CredentialsMissing", exitCode.authentication],
  [named("SignatureDoesNotMatch"), "CredentialsMissing", exitCode.authentication],
  [
    named("SignatureDoesNotMatch", "Credential should be scoped to a valid region."),
    "WrongRegion",
    exitCode.error,
  ],
  [named("SandboxDiskFull"), "DiskFull", exitCode.error],
  [named("AccessDenied"), "AccessDenied", exitCode.error],
  [named("UnauthorizedOperation"), "AccessDenied", exitCode.error],
  [named("Error", "getaddrinfo", { code: "ENOTFOUND" }), "WrongRegion", exitCode.error],
  [named("SomethingElse"), "AwsFailed", exitCode.error],
])("%s is %s", (error, code, exit) => {
  const problem = awsProblem(error, context);
  expect(problem).toMatchObject({ code, exitCode: exit, cause: error });
  expect(problem.next).toBeTruthy();
  expect(problem.why).toContain(error.message);
});

test("nobody at a configured endpoint is not a wrong region", () => {
  const problem = awsProblem(named("Error", "refused", { code: "ECONNREFUSED" }), {
    ...context,
    endpoint: "http://127.0.0.1:1",
  });
  expect(problem.code).toBe("AwsFailed");
  expect(problem.message).toContain("http://127.0.0.1:1");
});

test("names the profile to sign in to", () => {
  expect(awsProblem(named("ExpiredToken"), { ...context, profile: "audit" }).next).toContain(
    "--profile audit",
  );
});

test("what is ours already stays as it is", () => {
  const mine = new TrailwrightError("DiskFull", "full");
  expect(awsProblem(mine, context)).toBe(mine);
});

test("a connection that Node reports as several errors is a connection that failed", () => {
  const refused = new AggregateError([named("Error", "refused", { code: "ECONNREFUSED" })]);
  expect(awsProblem(refused, { ...context, endpoint: "http://127.0.0.1:1" }).message).toContain(
    "Nothing answers at http://127.0.0.1:1",
  );
});
