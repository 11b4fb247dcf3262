import { TrailwrightError } from "../../infra/index.ts";

/** Any error as a person reads it: what happened, why, the next step. Made visible by whoever prints it. */
export function errorText(error: unknown): string {
  const { message, why, next } = asTrailwrightError(error);
  return [`error: ${message}`, ...(why ? [`  why:  ${why}`] : []), ...(next ? [`  next: ${next}`] : [])].join(
    "\n",
  );
}

/** Any error as a program reads it. */
export function errorFields(error: unknown): Record<string, unknown> {
  const { code, message, why, next } = asTrailwrightError(error);
  return { code, message, ...(why ? { why } : {}), ...(next ? { next } : {}) };
}

/** What is not ours already is our own fault, save for what the operating system says plainly. */
export function asTrailwrightError(error: unknown): TrailwrightError {
  if (error instanceof TrailwrightError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EDQUOT")
    return new TrailwrightError("DiskFull", "There is no room left on the disk.", {
      why: message,
      next: "Free some space, then run the same command.",
      cause: error,
    });
  if (code === "EACCES" || code === "EROFS")
    return new TrailwrightError("InvalidInput", "A folder of Trailwright cannot be written to.", {
      why: message,
      next: "Mend its permissions, or set TRAILWRIGHT_HOME to a folder of your own.",
      cause: error,
    });
  return new TrailwrightError("Internal", error instanceof Error ? error.message : String(error), {
    why: error instanceof Error && error.stack ? error.stack.split("\n").slice(1, 4).join("\n").trim() : "",
    next: "This is a fault of Trailwright; please report it.",
    cause: error,
  });
}

/** The way back from a problem in the lab's state. */
export function errorOf(problem: {
  code: string;
  message: string;
  why?: string;
  next?: string;
}): TrailwrightError {
  const { code, message, why, next } = problem;
  return new TrailwrightError(code as TrailwrightError["code"], message, {
    ...(why ? { why } : {}),
    ...(next ? { next } : {}),
  });
}
