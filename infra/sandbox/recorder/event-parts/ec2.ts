import type { Call, EventParts } from "../../service.ts";
import type { Outcome } from "../outcome.ts";

/** EC2's codes carry the side that erred in front. Parameters and answers are written per operation (services/ec2). */
export function ec2EventParts(_call: Call, outcome: Outcome): EventParts {
  if (!("error" in outcome)) return {};
  const { status, code } = outcome.error;
  return { errorCode: `${status < 500 ? "Client" : "Server"}.${code}` };
}
