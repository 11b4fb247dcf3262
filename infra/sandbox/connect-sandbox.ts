import type { Paths } from "../paths.ts";
import type { SandboxCredentials } from "./sandbox.ts";

/** A sandbox that runs somewhere on this machine. */
export interface RunningSandbox {
  readonly pid: number;
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  readonly credentials: SandboxCredentials;
  readonly region: string;
  readonly accountId: string;
}

/** A hold on a running sandbox: it stays as long as somebody holds it, and a short while longer. */
export interface SandboxConnection extends RunningSandbox {
  /** True when this call started the process. */
  readonly startedHere: boolean;
  /** Lets go. Safe to call twice. */
  close(): Promise<void>;
}

/** Where the sandbox is, and how to start it if it does not run. */
export interface ConnectOptions {
  readonly paths: Paths;
  /** Only looked at when the sandbox must be started. */
  readonly port?: number;
  readonly deliveryMilliseconds?: number;
}

/** Finds the sandbox of this state folder or starts one as a process of its own, and holds it. */
export async function connectSandbox(_options: ConnectOptions): Promise<SandboxConnection> {
  throw new Error("not landed yet");
}

/** The sandbox that runs on this state folder, or undefined; found by its address file and asked for a proof. */
export async function runningSandbox(_paths: Paths): Promise<RunningSandbox | undefined> {
  throw new Error("not landed yet");
}
