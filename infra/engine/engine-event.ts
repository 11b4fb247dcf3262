/** What Pulumi does to a resource. */
export type ResourceOperation =
  | "same"
  | "create"
  | "update"
  | "delete"
  | "replace"
  | "create-replacement"
  | "delete-replaced"
  | "read"
  | "refresh"
  | "import";

/** Typed events of one engine operation, in the order they happen. All are plain JSON. */
export type EngineEvent =
  /** Before resources: finding the engine, downloading the plugin, starting the worker, running the program. */
  | {
      readonly type: "stage";
      readonly stage: "engine" | "plugin" | "worker" | "program";
      readonly message: string;
    }
  /**
   * A step is planned (preview) or about to run. `detail` lists changed properties. The preview of a refresh plans what
   * it found: update (differs), delete (gone) or same.
   */
  | {
      readonly type: "planned";
      readonly resource: Resource;
      readonly operation: ResourceOperation;
      readonly detail: readonly PropertyChange[];
      /** delete only: Pulumi forgets the resource, AWS keeps it (`retainOnDelete`). */
      readonly retained?: true;
    }
  | {
      readonly type: "started";
      readonly resource: Resource;
      readonly operation: ResourceOperation;
      readonly at: number;
    }
  | {
      readonly type: "done";
      readonly resource: Resource;
      readonly operation: ResourceOperation;
      readonly seconds: number;
      /** refresh only: the properties that differ from what was left. */
      readonly detail?: readonly PropertyChange[];
    }
  | {
      readonly type: "failed";
      readonly resource: Resource;
      readonly operation: ResourceOperation;
      readonly seconds: number;
    }
  | {
      readonly type: "diagnostic";
      readonly severity: "info" | "warning" | "error";
      readonly message: string;
      readonly urn?: string;
    }
  | {
      readonly type: "summary";
      readonly changes: Readonly<Partial<Record<ResourceOperation, number>>>;
      readonly seconds: number;
    };

/** A resource of the program. */
export interface Resource {
  readonly urn: string;
  /** `aws:s3/bucket:Bucket` */
  readonly type: string;
  /** Name in the program: `logs`. */
  readonly name: string;
}

/** One property that differs, as a path (`tags.purpose`); secrets are never shown. */
export interface PropertyChange {
  readonly path: string;
  readonly kind: "add" | "update" | "delete" | "add-replace" | "update-replace" | "delete-replace";
}
