import type { StackSettings } from "../stacks/settings.ts";
import type { Target } from "../target/target.ts";
import { type ExplainedPolicy, explainedPolicies } from "./explained-policies.ts";
import type { PreflightFacts } from "./facts.ts";
import type { Finding } from "./finding.ts";
import { judge } from "./judge.ts";
import { readFacts, type ReadFactsOptions } from "./read-facts.ts";

/** What is to be known before a stack is brought up. */
export interface Preflight {
  /** Errors first; none is an error when up may be tried. */
  readonly findings: readonly Finding[];
  /** The policies that come with the set-up, each statement explained. */
  readonly policies: readonly ExplainedPolicy[];
  readonly facts: PreflightFacts;
}

/**
 * Looks at what is there and judges what could fail, before anything is made; changes nothing. Throws TrailwrightError when
 * the credentials or the network fail.
 */
export async function runPreflight(
  target: Target,
  settings: StackSettings,
  options: ReadFactsOptions = {},
): Promise<Preflight> {
  const facts = await readFacts(target, settings, options);
  return {
    findings: judge({ settings, facts }),
    policies: explainedPolicies(settings, target.identity.accountId),
    facts,
  };
}
