import type { Sandbox, SandboxOptions } from "./sandbox.ts";

export type { Sandbox, SandboxCredentials, SandboxOptions } from "./sandbox.ts";

/**
 * Starts a sandbox in this process: opens its state folder, listens on 127.0.0.1, begins to deliver.
 * @throws TrailwrightError `PortInUse`, `SandboxFailed` (the folder is open elsewhere), `DiskFull`
 */
export async function startSandbox(_options: SandboxOptions = {}): Promise<Sandbox> {
  throw new Error("not landed yet");
}
