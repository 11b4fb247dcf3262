import { TrailwrightError } from "../errors.ts";

/** What is wrong with given accounts. */
export function invalidAccounts(source: string, problems: readonly string[]): TrailwrightError {
  return new TrailwrightError("InvalidInput", `The accounts (${source}) cannot be used.`, {
    why: problems.join("; "),
    next: "Mend them and start the sandbox again; docs/test-tool.md shows how they are written.",
  });
}
