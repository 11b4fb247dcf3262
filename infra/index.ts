// The front door: what tui may import. Anything heavy is behind an `await import()`, because the first frame
// must not wait for Pulumi or an AWS client.

export type { CheckReport } from "./checks/check-target.ts";
export type { Finding, Severity } from "./checks/finding.ts";
export type { EngineEvent, PropertyChange, Resource, ResourceOperation } from "./engine/engine-event.ts";
export type { OperationRequest, OperationResult } from "./engine/operation.ts";
export { exitCode, TrailwrightError } from "./errors.ts";
export type { FleetEvent } from "./fleet/fleet-event.ts";
export type { RunningStacks, RunStacksOptions } from "./fleet/run-stacks.ts";
export { type StackOutcome, worstExitCode } from "./fleet/stack-outcome.ts";
export { stillDelivering } from "./fleet/still-delivering.ts";
export type { OperationRecord } from "./history/history-file.ts";
export { deliveryDelay } from "./lab/delivery-delay.ts";
export type * from "./lab/lab-state.ts";
export { planOf } from "./lab/operation-state.ts";
export { labSteps } from "./lab/lab-steps.ts";
export { type LabStep, type StepId, stepIds } from "./lab/step.ts";
export { type Paths, paths } from "./paths.ts";
export type { CostEstimate } from "./cost/estimate.ts";
export type { ExplainedPolicy } from "./preflight/explained-policies.ts";
export type { Finding as PreflightFinding } from "./preflight/finding.ts";
export type { Purpose } from "./purposes/purpose.ts";
export { type PurposeId, purposeIds } from "./purposes/purpose-ids.ts";
export type { AdoptedPart } from "./adopt/adopted-options.ts";
export { credentialsOf } from "./sandbox/credentials-of.ts";
export type { RunningSandbox, SandboxConnection } from "./sandbox/connect-sandbox.ts";
export type { AccountPlace } from "./stacks/account-place.ts";
export type { SetUpRequest } from "./stacks/draft-stacks.ts";
export type { StackEntry } from "./stacks/list-stacks.ts";
export {
  bucketNameProblems,
  regionPattern,
  roleArnPattern,
  trailNameProblems,
} from "./stacks/naming-rules.ts";
export { logLocation } from "./stacks/log-location.ts";
export type { StackSettings } from "./stacks/settings.ts";
export type { Target } from "./target/target.ts";
export type { DeliveredRecord, TailEvent } from "./trail-log/delivered-record.ts";
export { matches, parseFilter } from "./trail-log/filter.ts";
export { recordRow } from "./trail-log/record-row.ts";
export { type RecordRow, RecordStore, type RecordView } from "./trail-log/record-store.ts";
export { recordSummary } from "./trail-log/record-summary.ts";
export type { TrailSource } from "./trail-log/source.ts";
export { tail } from "./trail-log/tail.ts";

/** Opens the sandbox or an AWS account, as `openTarget` in target/. */
export const openTarget: typeof import("./target/open-target.ts").openTarget = async (options) =>
  (await import("./target/open-target.ts")).openTarget(options);
/** The profiles of the shared AWS configuration, as `listProfiles` in target/. */
export const listProfiles: typeof import("./target/shared-config.ts").listProfiles = async (env) =>
  (await import("./target/shared-config.ts")).listProfiles(env);
/** Begins or goes on with the lab of a stack, as `openLabSession` in lab/. */
export const openLabSession: typeof import("./lab/open-lab-session.ts").openLabSession = async (options) =>
  (await import("./lab/open-lab-session.ts")).openLabSession(options);
/** Finds, downloads or builds the Pulumi CLI, as `findEngine` in engine/. */
export const findEngine: typeof import("./engine/cli.ts").findEngine = async (options) =>
  (await import("./engine/cli.ts")).findEngine(options);
/** Like runOperation of the engine, once its module is loaded. */
export const runOperation = async (
  ...args: Parameters<typeof import("./engine/run-operation.ts").runOperation>
): Promise<import("./engine/operation.ts").RunningOperation> =>
  (await import("./engine/run-operation.ts")).runOperation(...args);
/** Engine operations on several stacks at once, as in fleet/. */
export const loadFleet = async () => ({
  ...(await import("./fleet/run-stacks.ts")),
  ...(await import("./fleet/settings-for-up.ts")),
  planOf: (await import("./lab/operation-state.ts")).planOf,
});
/** What was done to the stacks, and the states kept from before, as in history/. */
export const loadHistory = async () => ({
  ...(await import("./history/history-file.ts")),
  ...(await import("./history/state-files.ts")),
  ...(await import("./history/bring-back.ts")),
});
/** Everything about stack settings: listStacks, readSettings, writeSettings, removeSettings, readSummary … */
export const loadStacks = async () => ({
  ...(await import("./stacks/list-stacks.ts")),
  ...(await import("./stacks/settings-file.ts")),
  ...(await import("./stacks/summary.ts")),
  ...(await import("./stacks/config.ts")),
  ...(await import("./stacks/account-place.ts")),
  ...(await import("./stacks/draft-stacks.ts")),
});
/** What is there before a stack, and how it is taken in, as in adopt/. */
export const loadAdopt = async () => ({
  ...(await import("./adopt/adopt.ts")),
  ...(await import("./adopt/look-around.ts")),
});
/** The catalogue of purposes and what compiles them, as in purposes/. */
export const loadPurposes = async () => ({
  ...(await import("./purposes/catalogue/index.ts")),
  ...(await import("./purposes/selection.ts")),
  ...(await import("./purposes/prices.ts")),
});
/** What judges an account's trails, and how the findings are written, as in checks/. */
export const loadChecks = async () => ({
  ...(await import("./checks/check-target.ts")),
  ...(await import("./checks/read-set-up.ts")),
  ...(await import("./checks/run-controls.ts")),
  ...(await import("./checks/trail-of.ts")),
  ...(await import("./checks/report/inert-text.ts")),
  ...(await import("./checks/report/table.ts")),
  ...(await import("./checks/report/junit.ts")),
  ...(await import("./checks/report/sarif.ts")),
});
/** What could fail, and what it will cost, before anything is made: as in preflight/ and cost/. */
export const loadPreflight = async () => ({
  ...(await import("./preflight/run-preflight.ts")),
  ...(await import("./preflight/made-before.ts")),
  ...(await import("./preflight/rules/events.ts")),
  ...(await import("./cost/assumptions.ts")),
  ...(await import("./cost/estimate.ts")),
  ...(await import("./cost/measure-events.ts")),
});
/** Connects to the sandbox, starting it if need be, as `connectSandbox` in sandbox/. */
export const connectSandbox: typeof import("./sandbox/connect-sandbox.ts").connectSandbox = async (options) =>
  (await import("./sandbox/connect-sandbox.ts")).connectSandbox(options);
/** The sandbox that runs now, if one does, as `runningSandbox` in sandbox/. */
export const runningSandbox: typeof import("./sandbox/connect-sandbox.ts").runningSandbox = async (paths) =>
  (await import("./sandbox/connect-sandbox.ts")).runningSandbox(paths);
