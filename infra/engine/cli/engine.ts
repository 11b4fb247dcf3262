import type { Paths } from "../../paths.ts";

/** The version we download or build. It is the newest that its Go module builds everywhere. */
export const engineVersion = "3.232.0";

/** The oldest version we accept: the first with stable exit codes and the event log over gRPC. */
export const oldestEngineVersion = "3.226.1";

/** A Pulumi CLI that was run and answered with its version. */
export interface Engine {
  /** Absolute path of the binary. */
  readonly path: string;
  /** `3.232.0` */
  readonly version: string;
  readonly origin: "PATH" | "cache" | "download" | "build";
  /** Why this one, in one sentence. */
  readonly why: string;
}

/** How far the search is. Comes at least once a second while something long is under way. */
export interface EngineProgress {
  readonly stage: "search" | "wait" | "download" | "unpack" | "fetch-modules" | "compile" | "verify";
  /** For people: "compiling the Pulumi engine: 412 of 1,451 packages, 34 s". */
  readonly message: string;
  /** Seconds since this stage began. */
  readonly seconds: number;
  /** Bytes, modules or packages done, and how many there are, where known. */
  readonly done?: number;
  readonly total?: number;
  readonly unit?: "bytes" | "modules" | "packages";
}

/** What the search needs from the world. */
export interface EngineOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly paths: Paths;
  readonly onProgress?: ((progress: EngineProgress) => void) | undefined;
  /** Aborting stops child processes and rejects with Cancelled. */
  readonly signal?: AbortSignal | undefined;
  /** Where releases are downloaded from; Pulumi's own server by default. */
  readonly downloadFrom?: string | undefined;
  /** Milliseconds without a byte after which a download is given up. */
  readonly stallMilliseconds?: number | undefined;
}

/** One place an engine may come from. Says in words why it has none, or why it is not good enough. */
export type EngineSource = (options: EngineOptions) => Promise<Engine | { readonly reason: string }>;
