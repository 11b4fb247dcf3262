/** One call of a conformance suite. Names are those of botocore's models. */
export interface Step {
  /** API name: `CreateTrail`. */
  readonly operation: string;
  /** Another service than the suite's (its boto3 name): what a step needs beforehand, e.g. a trail its bucket. */
  readonly service?: string;
  /**
   * Parameters under their boto3 names. A string may hold `${name}` of a saved value; a string that is exactly `${name}`
   * takes the value with its type. Bytes are `{ $bytes: base64 }`, times `{ $date: ISO 8601 }`. Always there:
   * `${account}`, `${logArchiveAccount}`, `${managementAccount}`, `${region}`, `${user}` (ARN of the one who calls).
   */
  readonly params?: Readonly<Record<string, unknown>>;
  /**
   * Values kept for later steps: name → dotted path in the response or error (`Reservations.0.Instances.0.InstanceId`);
   * after ` ~ `, a regular expression whose first group is what is kept of it.
   */
  readonly save?: Readonly<Record<string, string>>;
  /** The error code (as boto3 shows it) that the call must end with; without it, the call must succeed. */
  readonly fails?: string;
  /**
   * Who calls: an account's administrator; `nobody`, a user of the workload account without any permission; `${name}`,
   * saved credentials (STS's `Credentials`, IAM's `AccessKey`).
   */
  readonly as?: "workload" | "log-archive" | "management" | "nobody" | `\${${string}}`;
  readonly region?: string;
  /** Why this step is not run against moto. Steps of another account never are. */
  readonly only?: string;
  /** Why this step goes through boto3 even when the AWS CLI drives the rest. */
  readonly cli?: string;
}

/** The calls that one service is tried with, in order, against a sandbox of their own. */
export interface Suite {
  /** boto3 name: `s3`, `cloudtrail`. */
  readonly service: string;
  readonly steps: readonly Step[];
  /** Whose steps are run against moto, which has one account; the workload account's unless told. */
  readonly motoCaller?: "workload" | "management";
  /** What moto has to do first to be where the sandbox begins. */
  readonly beforeMoto?: readonly Step[];
  /** Operations of the sandbox that no step calls with success: name → why not. */
  readonly without?: Readonly<Record<string, string>>;
}

/** A step in one line. */
export const call = (
  operation: string,
  params: Step["params"] = {},
  more: Omit<Step, "operation" | "params"> = {},
): Step => ({ operation, params, ...more });
