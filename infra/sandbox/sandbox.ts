import type { Clock } from "./clock.ts";
import type { World } from "./world.ts";

/** An access key of the sandbox. */
export interface SandboxCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** How to start a sandbox; everything has a default. */
export interface SandboxOptions {
  /** State folder. Default: a fresh temporary one, removed on close. */
  readonly folder?: string;
  /** Port on 127.0.0.1. Default: the port of the last run if it is free, else any. A given one must be free. */
  readonly port?: number;
  readonly clock?: Clock;
  /** How often queued records are delivered, in milliseconds of the clock. Default: 2 seconds. */
  readonly deliveryMilliseconds?: number;
}

/** A sandbox that runs in this process. */
export interface Sandbox {
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  /** Administrator of the default account. */
  readonly credentials: SandboxCredentials;
  readonly region: string;
  readonly accountId: string;
  readonly world: World;
  /** Delivers every record queued so far, now. */
  delivered(): void;
  /** How many clients hold a lease (see connect-sandbox.ts); `changed` is told when that number changes. */
  onLeases(changed: (held: number) => void): void;
  /** Ends connections, delivers what is queued, closes the state. Safe to call twice. */
  close(): Promise<void>;
}
