import { type OperationRequest, planOf } from "../../infra/index.ts";
import type { CommandRun } from "./command-run.ts";
import { plansText, stackPlanText } from "./plan-text.ts";
import { runRequests, type RunRequestsOptions } from "./run-requests.ts";
import type { StackReports } from "./stack-reports.ts";

/** Previews all stacks at once and prints one plan. Resolves with what is left to do it with: those that can be brought up. */
export async function planStacks(
  run: CommandRun,
  requests: readonly Omit<OperationRequest, "kind">[],
  reports: StackReports,
  options: RunRequestsOptions,
): Promise<OperationRequest[]> {
  const names = requests.map(({ settings }) => settings.stack);
  if (names.length) run.out.note(`Previewing stack${reports.single ? "" : "s"} ${names.join(", ")}`);
  const previews = requests.map((request) => ({ ...request, kind: "preview" as const }));
  const outcomes = await runRequests(run, previews, reports, options);
  const plans = outcomes.map(({ stack, events }) => ({ stack, plan: planOf(events) }));
  for (const { stack, plan } of plans) run.out.emit({ type: "plan", stack, changes: plan });
  const [first] = plans;
  if (first) run.out.say(reports.single ? stackPlanText(first.plan) : plansText(plans));
  for (const { stack, result } of outcomes)
    reports.settle(stack, { found: { changes: result!.changes, outputs: result!.outputs } });
  return outcomes.map(({ request }) => request);
}
