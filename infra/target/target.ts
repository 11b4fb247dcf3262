/** Who we are in the target, and how that was found out. Shown before anything is written. */
export interface Identity {
  readonly accountId: string;
  readonly arn: string;
  readonly userId: string;
  /** In words: "sandbox", "profile audit (SSO)", "role Auditor assumed from profile audit (SSO)", "environment variables" … */
  readonly credentialSource: string;
  readonly region: string;
  /** In words: "--region", "profile audit", "AWS_REGION", "default". */
  readonly regionSource: string;
  /** Set when calls go anywhere but AWS itself. */
  readonly endpoint?: string;
}

/** Access key as the AWS SDKs take it. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** When they end; left out for keys that do not, or that do not say. */
  readonly expiration?: Date;
}

/** Constructor argument of any AWS SDK v3 client. */
export interface ClientConfig {
  readonly region: string;
  readonly credentials: () => Promise<Credentials>;
  readonly endpoint?: string;
  readonly forcePathStyle?: boolean;
  readonly maxAttempts?: number;
}

/** WHERE the work is done: the sandbox or a real account. Nothing downstream can tell which. */
export interface Target {
  readonly kind: "sandbox" | "account";
  readonly identity: Identity;
  /** Configuration for AWS SDK clients; `region` defaults to the identity's. */
  clientConfig(region?: string): ClientConfig;
  /** The `AWS_*` variables the engine's worker gets; nothing else of ours is passed on. */
  workerEnvironment(): Promise<Record<string, string>>;
  /** `attached`: our resource provider serves the `aws:` types; `plugin`: the real pulumi-resource-aws does. */
  readonly provider: "attached" | "plugin";
  /** How long CloudTrail takes to deliver here, for messages and polling. */
  readonly delivery: { readonly typicalSeconds: number; readonly pollMilliseconds: number };
  close(): Promise<void>;
}
