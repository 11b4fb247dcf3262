import type { Target } from "../target/target.ts";
import type { Finding, Status } from "./finding.ts";
import { valueOf } from "./judge.ts";
import { readSetUp, type ReadSetUpOptions } from "./read-set-up.ts";
import { type Choice, chosenControls, runControls } from "./run-controls.ts";

/** What a check of one account found. */
export interface CheckReport {
  readonly accountId: string;
  readonly region: string;
  /** Milliseconds since 1970. */
  readonly readAt: number;
  /** How many trails record the account; undefined when that may not be known. */
  readonly trails: number | undefined;
  /** What failed first, worst first. */
  readonly findings: readonly Finding[];
}

/**
 * Checks the audit set-up of the target's account; changes nothing. Throws InvalidInput for a choice that there is not,
 * and TrailwrightError where credentials or the network fail.
 */
export async function checkTarget(
  target: Target,
  choice: Choice = {},
  options: ReadSetUpOptions = {},
): Promise<CheckReport> {
  // A misspelt id is told before the reading, not after it.
  chosenControls(choice);
  const setUp = await readSetUp(target, options);
  const { accountId, region, readAt } = setUp;
  const findings = runControls(setUp, choice);
  return { accountId, region, readAt, trails: valueOf(setUp.trails)?.length, findings };
}

/** How many findings there are of each status. */
export function tally(reports: readonly CheckReport[]): Readonly<Record<Status, number>> {
  const counts = { failed: 0, unknown: 0, passed: 0 };
  for (const { findings } of reports) for (const { status } of findings) counts[status]++;
  return counts;
}
