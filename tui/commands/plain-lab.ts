import { type LabStep, labSteps, stepIds } from "../../infra/index.ts";
import type { CommandRun, Summary } from "./command-run.ts";
import { confirm } from "./confirm.ts";
import { planText } from "./engine-text.ts";
import { activitiesText, generate } from "./generate.ts";
import type { LabOptions } from "./lab.ts";
import { checkedStep, type StackWork } from "./operate.ts";
import { answersOf } from "./options.ts";
import { openStackSession } from "./stack-session.ts";
import { targetsFor } from "./stack-target.ts";
import { watchDelivery } from "./watch-delivery.ts";

/**
 * All six steps without a screen, one after the other, to the end: the generated events have been read back from
 * delivered log files. The stack stays up. Throws what went wrong first.
 */
export async function plainLab(run: CommandRun, options: LabOptions): Promise<Summary> {
  const { stack } = options;
  const target = await targetsFor(run, options)(stack);
  const session = await openStackSession(run, target, stack, answersOf(options));
  const work: StackWork = { run, stack, target, session };
  let calls: readonly string[] = [];
  let records = 0;

  for (const step of labSteps) {
    session.goTo(step.id);
    introduce(work, step);
    if (step.id === "events") {
      run.out.say(activitiesText(session.activities));
      if (!options.yes) await confirm(run, "Make these calls?");
      calls = await generate(run, session, session.activities);
    } else if (step.id === "watch") {
      ({ records } = await watchDelivery(work, calls, options.timeout));
    } else {
      await planAndApply(work, step, options);
      showEvidence(work, step);
    }
    run.out.emit({ type: "step", stack, step: step.id, status: session.state.steps[step.id].status });
  }
  const { bucketName, trailName } = session.state.settings;
  run.out.say(`Done. Trail ${trailName} goes on delivering to s3://${bucketName}.`);
  run.out.say(`Watch it: trailwright tail --stack ${stack}`);
  run.out.say(`Remove it: trailwright destroy --stack ${stack}`);
  return { stack, bucketName, trailName, calls: calls.length, records };
}

function introduce({ run, session, stack }: StackWork, step: LabStep): void {
  const { out } = run;
  const { settings, identity } = session.state;
  out.emit({ type: "step", stack, step: step.id, status: "begun" });
  out.say(`\nStep ${stepIds.indexOf(step.id) + 1} of ${stepIds.length}: ${step.title}`);
  out.say(`  What  ${step.what}`);
  out.say(`  Why   ${step.why}`);
  out.say("  With the AWS CLI");
  for (const command of step.cli(settings, identity.accountId)) out.say(`    ${command}`);
}

async function planAndApply(work: StackWork, step: LabStep, options: LabOptions): Promise<void> {
  const { run, session, stack } = work;
  await session.plan(step.id);
  const { plan = [] } = checkedStep(session, step.id, run);
  if (step.through) {
    run.out.emit({ type: "plan", stack, step: step.id, changes: plan });
    run.out.say(planText(plan));
    if (!options.yes) await confirm(run, "Do this?");
  }
  await session.apply(step.id);
  checkedStep(session, step.id, run);
}

function showEvidence({ run, session, stack }: StackWork, step: LabStep): void {
  for (const { title, source, text } of session.state.steps[step.id].evidence ?? []) {
    run.out.emit({ type: "evidence", stack, step: step.id, title, source, text });
    const [first, ...rest] = text.split("\n");
    run.out.say([`  ${title} (${source}): ${first}`, ...rest.map((line) => `    ${line}`)].join("\n"));
  }
}
