import type { CloudTrailRecord } from "../cloudtrail/record.ts";

/** `dry-run`: EC2 answered that the call would have succeeded. */
export type Outcome = "ok" | "denied" | "failed" | "dry-run";

/** Services spell a refusal in their own ways: AccessDenied, AccessDeniedException, Client.UnauthorizedOperation … */
const refusal = /access_?denied|unauthorized|notauthorized|forbidden|authorizationerror/i;

/** How the call ended. A failed console login has no errorCode, only its answer ("ConsoleLogin": "Failure"). */
export function outcome(record: CloudTrailRecord): Outcome {
  const code = record.errorCode;
  if (typeof code === "string" && code !== "") {
    if (code.endsWith("DryRunOperation")) return "dry-run";
    return refusal.test(code) ? "denied" : "failed";
  }
  const answer = record.responseElements;
  const failed = typeof answer === "object" && answer !== null && answer["ConsoleLogin"] === "Failure";
  return failed || (typeof record.errorMessage === "string" && record.errorMessage !== "") ? "failed" : "ok";
}
