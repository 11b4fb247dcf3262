// The front door: what tui may import. Anything heavy is behind an `await import()`, because the first frame
// must not wait for Pulumi or an AWS client.

export type { CloudTrailRecord } from "./cloudtrail/record.ts";
export type { EngineEvent, PropertyChange, Resource, ResourceOperation } from "./engine/engine-event.ts";
export type {
  OperationKind,
  OperationRequest,
  OperationResult,
  RunningOperation,
  StackOutputs,
  Through,
} from "./engine/operation.ts";
export { type ErrorCode, exitCode, TrailwrightError } from "./errors.ts";
export type * from "./lab/lab-state.ts";
export { type LabStep, type StepId, stepIds } from "./lab/step.ts";
export { type Paths, paths } from "./paths.ts";
export type { ClientConfig, Identity, Target } from "./target/target.ts";
export type { DeliveredRecord, TailEvent } from "./trail-log/delivered-record.ts";
export type { TrailSource } from "./trail-log/source.ts";
