import type { EngineEvent } from "../engine/engine-event.ts";
import type { OperationRequest } from "../engine/operation.ts";
import type { StackOutcome } from "./stack-outcome.ts";

/** What happens while several stacks are worked on; each names its stack. */
export type FleetEvent =
  | { readonly type: "started"; readonly stack: string; readonly request: OperationRequest }
  | {
      readonly type: "engine";
      readonly stack: string;
      readonly request: OperationRequest;
      readonly event: EngineEvent;
    }
  | { readonly type: "ended"; readonly stack: string; readonly outcome: StackOutcome };
