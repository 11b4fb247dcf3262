import type { ErrorCode } from "../errors.ts";
import type { StackSettings } from "../stacks/settings.ts";
import type { Target } from "../target/target.ts";
import type { EngineEvent } from "./engine-event.ts";
import type { OperationKind, OperationResult, Through } from "./operation.ts";

/** All a worker needs to know; what is secret comes in its environment. */
export interface WorkerRequest {
  readonly kind: OperationKind;
  readonly previewOnly: boolean;
  readonly remove: boolean;
  readonly settings: StackSettings;
  readonly through: Through;
  readonly accountId: string;
  readonly provider: Target["provider"];
  readonly engine: { readonly path: string; readonly version: string };
  /** Folder of this operation alone, for Pulumi's project files. */
  readonly workFolder: string;
  /** Folder of the local backend, if the state is there. */
  readonly localBackend: string | undefined;
  /** Where the state is exported to before anything is changed; not at all if absent. */
  readonly stateBeforeFile?: string | undefined;
  /** Folders of policy packs. */
  readonly policyPacks?: readonly string[] | undefined;
}

/** A TrailwrightError on its way between processes. */
interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly why?: string | undefined;
  readonly next?: string | undefined;
}

/** What the worker is told. */
export type ToWorker =
  | { readonly type: "run"; readonly request: WorkerRequest }
  | { readonly type: "cancel" }
  /** A second signal to the engine, long after the first: it drops what is in flight. */
  | { readonly type: "terminate" };

/** What the worker tells: events while it runs, then one result or failure. */
export type FromWorker =
  | { readonly type: "event"; readonly event: EngineEvent }
  | { readonly type: "result"; readonly result: OperationResult }
  | { readonly type: "failure"; readonly failure: Failure };
