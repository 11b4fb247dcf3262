import type { Through } from "../engine/operation.ts";
import type { StackSettings } from "../stacks/settings.ts";

/** The six steps, in order. */
export const stepIds = ["identity", "bucket", "policy", "trail", "events", "watch"] as const;
/** The name of a step, as files and `--json` output have it. */
export type StepId = (typeof stepIds)[number];

/** One step of the lab, as data: what the screen, the plain output and docs/steps/ say about it. */
export interface LabStep {
  readonly id: StepId;
  readonly title: string;
  /** What it will do, one or two sentences. */
  readonly what: string;
  readonly why: string;
  /** The same by hand in the AWS console, one line per action. */
  console(settings: StackSettings, accountId: string): readonly string[];
  /** The same with the AWS CLI, one command per entry, ready to paste. */
  cli(settings: StackSettings, accountId: string): readonly string[];
  /** The part of the program that exists after this step; absent for steps that provision nothing. */
  readonly through?: Through;
}
