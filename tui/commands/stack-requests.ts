import {
  loadAdopt,
  loadFleet,
  loadStacks,
  type OperationRequest,
  type StackEntry,
} from "../../infra/index.ts";
import type { CommandRun } from "./command-run.ts";
import {
  type AnswerOptions,
  answersOf,
  type ExistingOptions,
  leftAlone,
  type PolicyPackOptions,
  type TargetOptions,
} from "./options.ts";
import type { StackReports } from "./stack-reports.ts";
import { mustExist } from "./stack-session.ts";
import { targetsFor } from "./stack-target.ts";

/**
 * Opens each stack's own target and reads its settings, one after the other: what would be asked of each. A stack for
 * which that fails is reported and left out. `known`: stacks must be there already, and answers are not asked for.
 */
export async function stackRequests(
  run: CommandRun,
  options: TargetOptions & AnswerOptions & ExistingOptions & PolicyPackOptions,
  stacks: readonly string[],
  reports: StackReports,
  known: boolean,
): Promise<Omit<OperationRequest, "kind">[]> {
  const { settingsForUp, removeLeftovers } = await loadFleet();
  const { listStacks } = await loadStacks();
  const { adoptInto, lookAround } = await loadAdopt();
  const targetFor = targetsFor(run, options);
  const others: StackEntry[] = listStacks(run.paths);
  const requests: Omit<OperationRequest, "kind">[] = [];
  for (const stack of stacks) {
    run.signal.throwIfAborted();
    const onNotice = (message: string) => {
      run.out.note(message);
      run.out.emit({ type: "notice", stack, message });
    };
    try {
      const existing = known ? await mustExist(run, stack) : undefined;
      const target = await targetFor(stack);
      const where = { target, paths: run.paths, stack, onNotice };
      const summary = others.find((other) => other.stack === stack)?.summary;
      const { settings: answered, through } = await settingsForUp({
        ...where,
        others,
        answers: known ? {} : { ...answersOf(options), ...leftAlone(options) },
      });
      const settings = known ? answered : await adoptInto(answered, options.adopt ?? [], target);
      await removeLeftovers(where);
      if (!known && summary?.through !== "trail")
        for (const notice of (await lookAround(target, settings)).notices) onNotice(notice);
      requests.push(
        existing
          ? { settings: existing, through: summary?.through ?? "trail", target }
          : { settings, through, target, policyPacks: options.policyPack },
      );
      reports.settle(stack, { settings: existing ?? settings });
      others.push({ stack, file: "", settings, summary });
    } catch (error) {
      run.signal.throwIfAborted();
      reports.fail(stack, error);
      if (!reports.single) run.out.note(`Stack ${stack}: ${(error as Error).message}`);
    }
  }
  return requests;
}
