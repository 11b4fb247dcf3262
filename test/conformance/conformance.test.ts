import { describe, expect, it } from "vitest";
import { services } from "../../infra/sandbox/services.ts";
import { pythonTools } from "../helpers/python-tools.ts";
import { documentedErrors } from "./documented-errors.ts";
import { drive, type Outcome } from "./drive.ts";
import { sandboxTarget } from "./sandbox-target.ts";
import type { Step, Suite } from "./suite.ts";
import { suites } from "./suites/index.ts";

const clients = ["boto3", "cli"] as const;

/** boto3's names of services that sign with another. */
const signingNames: Readonly<Record<string, string>> = { cloudwatch: "monitoring" };

/** What is wrong with a step's outcome, as lines; none when it is as the suite says. */
function problems({ service, steps }: Suite, outcomes: readonly Outcome[]): readonly string[] {
  return steps.flatMap((step, index) => {
    const outcome = outcomes[index]!;
    const { Code, Message } = outcome.error?.Error ?? {};
    const found = [...outcome.findings];
    if (Code !== undefined && Code !== step.fails) found.push(`: ${Code}: ${Message}`);
    else if (step.fails !== undefined && outcome.response) found.push(`: answered, not ${step.fails}`);
    if (Code !== undefined && !outcome.modelled && !documented(step.service ?? service, Code))
      found.push(`: ${Code} is no error of this operation`);
    return found.map((finding) => `step ${index} ${step.operation}${finding.replace(/^(?![.:])/, ": ")}`);
  });
}

const documented = (service: string, code: string): boolean =>
  ["*", service].some((name) => documentedErrors[name]?.includes(code));

/** Operations of the sandbox that no step calls with success and that the suite does not excuse, and the other way round. */
function missing({ service, steps, without = {} }: Suite): readonly string[] {
  const tried = new Set(
    steps
      .filter((step: Step) => step.fails === undefined && (step.service ?? service) === service)
      .map(({ operation }) => operation),
  );
  const { operations } = services.get(signingNames[service] ?? service)!;
  return [
    ...Object.keys(operations).filter((name) => !tried.has(name) && without[name] === undefined),
    ...Object.keys(without).filter((name) => tried.has(name) || operations[name] === undefined),
  ];
}

describe.skipIf(!pythonTools())("clients that are not ours (needs Python)", () => {
  describe.each(suites)("$service", (suite) => {
    it("is tried whole: each operation succeeds in some step, or the suite says why not", () => {
      expect(missing(suite)).toEqual([]);
    });

    it.concurrent.for(clients)(
      "answers %s as the model says",
      { timeout: 120_000 },
      async (client, { onTestFinished }) => {
        const outcomes = await drive(suite, suite.steps, client, await sandboxTarget(onTestFinished));
        expect(problems(suite, outcomes)).toEqual([]);
      },
    );
  });
});
