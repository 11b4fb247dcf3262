import type { AwsClients } from "./aws-clients.ts";
import type { Properties } from "./property-value.ts";
import type { Schema } from "./schema.ts";

/** What create, read, update and delete work with. */
export interface Context {
  /** AWS clients of the resource's region. */
  readonly aws: AwsClients;
  readonly region: string;
  /** Tags that the provider's configuration puts on everything. */
  readonly defaultTags: Readonly<Record<string, string>>;
  /** Aborted when the engine asks to stop; long work looks at it between its steps. */
  readonly signal: AbortSignal;
  /** Buckets that this provider made and when (milliseconds), because S3 may not know them everywhere at once. */
  readonly madeBuckets: Map<string, number>;
}

/** A resource as it now is: its ID and its state, under the real provider's property names. */
export interface Made {
  readonly id: string;
  readonly state: Properties;
}

/** Tells what exists already, so that a failure further on loses nothing. */
type Progress = (soFar: Made) => void;

/** One type of the `aws` package. Inputs have passed `check`; nothing in them is unknown. */
export interface ResourceType {
  /** `aws:s3/bucket:Bucket` */
  readonly token: string;
  /** Older tokens of the same type. */
  readonly aliases?: readonly string[];
  readonly schema: Schema;
  /** The input that names the resource, made up when the program gives none. */
  readonly naming?: { readonly property: string; readonly maxLength: number; readonly lowerCase?: boolean };
  /** Rules that span properties: messages by property. Unknown values must be let through. */
  validate?(inputs: Properties): readonly Failure[];
  create(inputs: Properties, context: Context, progress: Progress): Promise<Made>;
  /** `prior` is the last known state, empty on import. Undefined when it is gone. */
  read(id: string, prior: Properties, context: Context): Promise<Made | undefined>;
  /** Changes `state` into what `inputs` say; returns the new state. */
  update(
    id: string,
    state: Properties,
    inputs: Properties,
    context: Context,
    progress: Progress,
  ): Promise<Properties>;
  delete(id: string, state: Properties, context: Context): Promise<void>;
}

/** Why an input is not accepted. */
export interface Failure {
  readonly property: string;
  readonly reason: string;
}
