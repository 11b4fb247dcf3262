import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { type ClientRequest, type IncomingMessage, request } from "node:http";
import { join, resolve } from "node:path";
import { sandboxEntry } from "../entry.ts";
import { type ErrorCode, TrailwrightError } from "../errors.ts";
import type { Paths } from "../paths.ts";
import { type Address, proof, readAddress } from "./address-file.ts";
import type { SandboxAccount, SandboxCredentials } from "./sandbox.ts";
import type { SandboxMessage } from "./run-process.ts";

/** A sandbox that runs somewhere on this machine. */
export interface RunningSandbox {
  readonly pid: number;
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  readonly credentials: SandboxCredentials;
  readonly region: string;
  readonly accountId: string;
  /** The emulator it stands in front of, if any, without credentials. */
  readonly upstream?: string | undefined;
  readonly accounts: readonly SandboxAccount[];
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
  /** Address of the emulator that answers what the sandbox does not have. */
  readonly upstream?: string;
  /** Path of a YAML or JSON file with the accounts and their principals. */
  readonly accountsFile?: string;
  /** How long a sandbox that is started here stays after the last one let go. Default: 10 seconds. */
  readonly graceMilliseconds?: number;
}

/** How often somebody else may start or stop the sandbox between our look and our grip. */
const attempts = 5;

/**
 * Finds the sandbox of this state folder or starts one as a process of its own (out of reach of our terminal's
 * Ctrl-C), and holds it.
 * @throws TrailwrightError `PortInUse`, `DiskFull`, `SandboxFailed`
 */
export async function connectSandbox(options: ConnectOptions): Promise<SandboxConnection> {
  let startedHere = false;
  let last: unknown;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const address = await livingAddress(options.paths);
    const lease = address && (await hold(address));
    if (lease) return { ...running(address), startedHere, close: lease };
    try {
      await start(options);
      startedHere = true;
    } catch (error) {
      // Another process may have opened the folder first: then its address is there on the next look.
      if (!(error instanceof TrailwrightError) || error.code !== "SandboxFailed") throw error;
      last = error;
      await new Promise((resolve) => setTimeout(resolve, 100 * (attempt + 1)));
    }
  }
  throw (
    last ??
    new TrailwrightError("SandboxFailed", "The sandbox starts and stops at once.", { next: "Try again." })
  );
}

/** The sandbox that runs on this state folder, or undefined; found by its address file and asked for a proof. */
export async function runningSandbox(paths: Paths): Promise<RunningSandbox | undefined> {
  const address = await livingAddress(paths);
  return address && running(address);
}

function running(address: Address): RunningSandbox {
  const { pid, endpoint, region, accountId, accounts, credentials, upstream } = address;
  return { pid, endpoint, region, accountId, accounts, credentials, upstream };
}

async function livingAddress({ sandbox }: Paths): Promise<Address | undefined> {
  const address = readAddress(sandbox);
  if (!address) return undefined;
  const nonce = randomUUID();
  const answer = await ask(address, "health", nonce);
  if (!answer) return undefined;
  let text = "";
  for await (const piece of answer.response) text += String(piece);
  try {
    const { proof: given } = JSON.parse(text) as { proof?: unknown };
    return given === proof(address.secret, "sandbox", nonce) ? address : undefined;
  } catch {
    return undefined;
  }
}

/** Takes a lease; what comes back gives it up. The open connection does not keep this process alive. */
async function hold(address: Address): Promise<(() => Promise<void>) | undefined> {
  const answer = await ask(address, "lease", randomUUID());
  if (!answer) return undefined;
  const { response, sent } = answer;
  response.on("error", () => {});
  response.resume();
  response.socket.unref();
  return async () => {
    sent.destroy();
  };
}

interface Answer {
  readonly response: IncomingMessage;
  readonly sent: ClientRequest;
}

/** One of the sandbox's own requests; undefined when nobody answers, or somebody else. */
function ask(address: Address, what: "health" | "lease", nonce: string): Promise<Answer | undefined> {
  const url = `${address.endpoint}/_trailwright/${what}?nonce=${nonce}&proof=${proof(address.secret, "client", nonce)}`;
  return new Promise((resolve) => {
    const sent = request(url, { agent: false, timeout: 2_000 }, (response) => {
      sent.setTimeout(0);
      if (response.statusCode === 200) resolve({ response, sent });
      else {
        response.resume();
        resolve(undefined);
      }
    });
    sent.on("timeout", () => sent.destroy());
    sent.on("error", () => resolve(undefined));
    sent.end();
  });
}

/** Starts the process and waits until it is ready. */
function start(options: ConnectOptions): Promise<void> {
  const folder = options.paths.sandbox;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const settings = {
    folder,
    port: options.port,
    deliveryMilliseconds: options.deliveryMilliseconds,
    upstream: options.upstream,
    accountsFile: options.accountsFile === undefined ? undefined : resolve(options.accountsFile),
    graceMilliseconds: options.graceMilliseconds ?? 10_000,
  };
  const log = openSync(join(folder, "sandbox.log"), "a", 0o600);
  const child = spawn(process.execPath, [sandboxEntry(), JSON.stringify(settings)], {
    detached: true,
    stdio: ["ignore", log, log, "ipc"],
    env: environment(),
  });
  closeSync(log);
  child.unref();
  return new Promise((started, reject) => {
    child.once("error", (cause) => reject(failed("its process could not be started", cause)));
    child.once("exit", (status) =>
      reject(failed(`its process ended with status ${status}; see ${folder}/sandbox.log`)),
    );
    child.once("message", (message: SandboxMessage) => {
      release(child);
      if ("ready" in message) started();
      else reject(asError(message.failed));
    });
  });
}

/** The sandbox needs nothing of our environment: no credentials, no proxies. */
function environment(): NodeJS.ProcessEnv {
  const kept = ["PATH", "HOME", "TMPDIR", "TEMP", "TMP", "LANG", "TZ", "SystemRoot"];
  return Object.fromEntries(
    kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}

function release(child: ChildProcess): void {
  child.removeAllListeners();
  if (child.connected) child.disconnect();
}

function failed(what: string, cause?: unknown): TrailwrightError {
  return new TrailwrightError(
    "SandboxFailed",
    `The sandbox did not start: ${what}.`,
    cause === undefined ? {} : { cause },
  );
}

function asError(failure: Extract<SandboxMessage, { failed: unknown }>["failed"]): TrailwrightError {
  return new TrailwrightError(failure.code as ErrorCode, failure.message, {
    ...(failure.why ? { why: failure.why } : {}),
    ...(failure.next ? { next: failure.next } : {}),
  });
}
