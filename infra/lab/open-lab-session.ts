import type { OperationRequest, RunningOperation } from "../engine/operation.ts";
import type { Paths } from "../paths.ts";
import type { StackSettings } from "../stacks/settings.ts";
import type { Target } from "../target/target.ts";
import type { LabSession } from "./lab-state.ts";

/** On which stack, where, and with what. */
export interface OpenLabSessionOptions {
  /** Stays open when the session closes. */
  readonly target: Target;
  readonly paths: Paths;
  readonly stack: string;
  /** Answers already given (options of the command line); they count as changed answers on a stack that exists. */
  readonly answers?: Partial<StackSettings>;
  /** Sentences worth showing that are no state: "undoing what an interrupted run left". */
  readonly onNotice?: (message: string) => void;
  /** Epoch milliseconds. */
  readonly now?: () => number;
  /** Runs engine operations; the real engine if absent. */
  readonly run?: (request: OperationRequest) => RunningOperation;
}

/**
 * Opens the guided session of a stack where it was left, or at its beginning with the lab's defaults, and undoes what
 * an interrupted step 5 left behind. Throws InvalidSettings when the answers do not fit.
 */
export async function openLabSession(_options: OpenLabSessionOptions): Promise<LabSession> {
  throw new Error("in the making");
}
