import { type Problem, TrailwrightError } from "../../infra/index.ts";

/** Any thrown thing as the screen shows it. */
export function problemFrom(error: unknown): Problem {
  if (error instanceof TrailwrightError) {
    return {
      code: error.code,
      message: error.message,
      ...(error.why === undefined ? {} : { why: error.why }),
      ...(error.next === undefined ? {} : { next: error.next }),
    };
  }
  return {
    code: "Internal",
    message: error instanceof Error ? error.message : String(error),
    why: "This is a fault in Trailwright.",
    next: "Press r to try again; if it happens again, please report it with the message above.",
  };
}
