import type { StackSettings } from "../stacks/settings.ts";
import type { Target } from "../target/target.ts";
import type { EngineEvent } from "./engine-event.ts";

/** The engine operations people know from the Pulumi CLI. */
export type OperationKind = "preview" | "up" | "refresh" | "destroy";

/** How much of the trail set-up exists: the guided session adds one part per step, everything else takes all. */
export type Through = "bucket" | "policy" | "trail";

/** What to run on which stack. */
export interface OperationRequest {
  readonly kind: OperationKind;
  readonly settings: StackSettings;
  readonly through: Through;
  readonly target: Target;
  /** destroy only: also forget the stack (its state and settings) once it is empty. */
  readonly remove?: boolean;
  /** refresh and destroy only: show what would be done and do nothing. */
  readonly previewOnly?: boolean;
  /** preview and up only: folders of policy packs (with a PulumiPolicy.yaml) that must agree. */
  readonly policyPacks?: readonly string[] | undefined;
}

/** What came of it. */
export interface OperationResult {
  readonly kind: OperationKind;
  readonly stack: string;
  readonly outputs: Partial<StackOutputs>;
  readonly changes: Readonly<Record<string, number>>;
  readonly seconds: number;
}

/** Stack outputs: everything later steps need. Null where the part does not exist yet. */
export interface StackOutputs {
  readonly accountId: string;
  readonly region: string;
  readonly bucketName: string;
  readonly bucketArn: string;
  readonly policyDocument: string;
  readonly trailName: string;
  readonly trailArn: string;
  /**
   * Where CloudTrail puts log files: `AWSLogs/<account>/CloudTrail/`, with the stack's prefix in front; of an organization's
   * trail `AWSLogs/<o-id>/`, in a log archive `AWSLogs/`.
   */
  readonly logPrefix: string;
  /** The key that encrypts log files, if S3's own do not. */
  readonly kmsKeyArn: string;
  /** CloudWatch Logs group that gets the trail's events. */
  readonly logGroupName: string;
  /** SNS topic that alarms tell. */
  readonly alarmTopicArn: string;
  /** SQS queue that gets a message for each log file delivered. */
  readonly queueUrl: string;
  /** Athena's workgroup for this bucket, and its table as `database.table`. */
  readonly athenaWorkgroup: string;
  readonly athenaTable: string;
}

/** A running operation. Iterate it for its events (to the end, also on failure); then await `result`. */
export interface RunningOperation extends AsyncIterable<EngineEvent> {
  /** Rejects with a TrailwrightError (EngineFailed, Cancelled, StackLocked, BucketNameTaken …). */
  readonly result: Promise<OperationResult>;
  /** Asks the engine to stop after what is in flight; safe to call twice. */
  cancel(): void;
}
