import type { Paths } from "../paths.ts";
import type { Target } from "./target.ts";

/** Which target to open, and everything it is found with. Nothing is read from `process.env` but what `env` holds. */
export interface OpenTargetOptions {
  readonly kind: Target["kind"];
  /** Named profile of the AWS shared config files (account only). */
  readonly profile?: string | undefined;
  /**
   * The sandbox only: name or id of the account whose administrator works there; its default account if absent.
   * An account is found by its credentials.
   */
  readonly accountId?: string | undefined;
  /** Role that is assumed with the credentials at hand (profile, environment, the sandbox's administrator). */
  readonly roleArn?: string | undefined;
  /** Wins over every other place a region may come from. */
  readonly region?: string | undefined;
  /** How `region` was chosen, in words, for the identity; "--region" if absent. */
  readonly regionSource?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly paths: Paths;
  readonly signal?: AbortSignal | undefined;
  /** Sentences about what is going on ("starting the sandbox"). */
  readonly onProgress?: ((message: string) => void) | undefined;
}

/**
 * Opens the place where the work is done and finds out who we are there. Writes nothing to it.
 * Throws CredentialsMissing, CredentialsExpired, WrongRegion, AccessDenied, PortInUse, SandboxFailed, AwsFailed.
 */
export async function openTarget(options: OpenTargetOptions): Promise<Target> {
  const { roleArn, signal, onProgress } = options;
  const base = await openBase(options);
  if (roleArn === undefined) return base;
  try {
    onProgress?.(`Assuming the role ${roleArn}`);
    const { inRole } = await import("./assumed-role.ts");
    return await inRole(base, { roleArn, signal });
  } catch (error) {
    await base.close();
    throw error;
  }
}

async function openBase(options: OpenTargetOptions): Promise<Target> {
  if (options.kind === "sandbox") {
    const { openSandboxTarget } = await import("./sandbox.ts");
    return openSandboxTarget(options);
  }
  const { openAccountTarget } = await import("./account.ts");
  return openAccountTarget(options);
}
