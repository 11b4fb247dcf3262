import { type ChildProcess, fork } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve as resolvePath } from "node:path";
import { workerEntry } from "../entry.ts";
import { TrailwrightError } from "../errors.ts";
import { appendHistory, type OperationRecord } from "../history/history-file.ts";
import { pruneStates, stateBeforeFile } from "../history/state-files.ts";
import { paths as defaultPaths, type Paths } from "../paths.ts";
import { removeSettings } from "../stacks/settings-file.ts";
import { readSummary, writeSummary } from "../stacks/summary.ts";
import { chooseBackend } from "./backend.ts";
import { type Engine, findEngine } from "./cli.ts";
import type { EngineEvent } from "./engine-event.ts";
import { EventStream } from "./event-stream.ts";
import type { OperationRequest, OperationResult, RunningOperation } from "./operation.ts";
import { workerEnvironment } from "./worker-environment.ts";
import type { FromWorker, ToWorker } from "./worker-message.ts";

/** Where and with what an operation runs; all have good defaults. */
export interface RunOptions {
  readonly paths?: Paths | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** Looked for if absent; a promise is one search for several operations. */
  readonly engine?: Engine | Promise<Engine> | undefined;
  /** A second cancel within this time after the first does nothing; later it makes the engine drop what is in flight. */
  readonly graceMilliseconds?: number | undefined;
}

/** Runs one engine operation in a worker process of its own. Returns at once. */
export function runOperation(request: OperationRequest, options: RunOptions = {}): RunningOperation {
  const operation = new Operation(request, options);
  const result = operation.run();
  // Who only reads the events must not be ended by a failure that the result tells.
  result.catch(() => {});
  return {
    result,
    cancel: () => operation.cancel(),
    [Symbol.asyncIterator]: () => operation.events[Symbol.asyncIterator](),
  };
}

class Operation {
  readonly events = new EventStream<EngineEvent>();
  readonly #request: OperationRequest;
  readonly #paths: Paths;
  readonly #env: NodeJS.ProcessEnv;
  readonly #options: RunOptions;
  readonly #cancelled = new AbortController();
  #cancelledAt = 0;
  readonly #at = Date.now();
  readonly #changesSoFar: Record<string, number> = {};
  #engineVersion: string | undefined;
  #worker: ChildProcess | undefined;

  constructor(request: OperationRequest, options: RunOptions) {
    this.#request = request;
    this.#options = options;
    this.#paths = options.paths ?? defaultPaths();
    this.#env = options.env ?? process.env;
  }

  async run(): Promise<OperationResult> {
    const workFolder = mkdtempSync(join(tmpdir(), "trailwright-"));
    try {
      const result = await this.#runIn(workFolder);
      this.#remember(true, result);
      this.#record({ outcome: "succeeded", changes: result.changes });
      return result;
    } catch (error) {
      this.#remember(false);
      const { code, message } = error as TrailwrightError;
      const outcome = code === "Cancelled" ? "cancelled" : "failed";
      this.#record({ outcome, changes: this.#changesSoFar, error: { code: code ?? "Internal", message } });
      throw error;
    } finally {
      rmSync(workFolder, { recursive: true, force: true });
      this.events.end();
    }
  }

  cancel(): void {
    if (!this.#cancelled.signal.aborted) {
      this.#cancelledAt = Date.now();
      this.#cancelled.abort();
      this.#tell({ type: "cancel" });
    } else if (Date.now() - this.#cancelledAt > (this.#options.graceMilliseconds ?? 20_000)) {
      this.#tell({ type: "terminate" });
    }
  }

  async #runIn(workFolder: string): Promise<OperationResult> {
    const { settings, target, kind, through, remove = false, previewOnly = false } = this.#request;
    const backend = chooseBackend(target.kind, this.#env, this.#paths);
    const environment = await workerEnvironment(target, backend, this.#env, this.#paths);
    // The worker loads its modules while the engine is looked for.
    const outcome = this.#startWorker(environment);
    outcome.catch(() => {}); // awaited below, after the engine was found
    try {
      const engine = await (this.#options.engine ?? this.#findEngine());
      this.#throwIfCancelled();
      this.#engineVersion = engine.version;
      this.#emit({ type: "stage", stage: "worker", message: `Pulumi ${engine.version} (${engine.origin})` });
      this.#tell({
        type: "run",
        request: {
          kind,
          through,
          remove,
          previewOnly,
          settings,
          workFolder,
          accountId: target.identity.accountId,
          provider: target.provider,
          engine: { path: engine.path, version: engine.version },
          localBackend: backend.folder,
          policyPacks: this.#request.policyPacks?.map((folder) => resolvePath(folder)),
          stateBeforeFile: this.#changes ? this.#stateBeforeFile : undefined,
        },
      });
    } catch (error) {
      this.#worker?.kill("SIGKILL");
      throw error;
    }
    return outcome;
  }

  #findEngine(): Promise<Engine> {
    return findEngine({
      env: this.#env,
      paths: this.#paths,
      signal: this.#cancelled.signal,
      onProgress: ({ message }) => this.#emit({ type: "stage", stage: "engine", message }),
    });
  }

  /** Resolves or rejects with what the worker says, or with EngineFailed if it ends without a word. */
  #startWorker(env: Record<string, string>): Promise<OperationResult> {
    const worker = fork(workerEntry(), [], {
      env,
      execArgv: [],
      // A group of its own: the terminal's Ctrl-C must not reach the engine besides our own request to stop.
      detached: true,
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    this.#worker = worker;
    let words = "";
    worker.stderr!.setEncoding("utf8").on("data", (text: string) => {
      words = (words + text).slice(-4000);
    });
    return new Promise((resolve, reject) => {
      worker.on("message", (message: FromWorker) => {
        if (message.type === "event") this.#emit(message.event);
        else if (message.type === "result") resolve(message.result);
        else {
          const { code, message: text, why, next } = message.failure;
          reject(new TrailwrightError(code, text, { ...(why ? { why } : {}), ...(next ? { next } : {}) }));
        }
      });
      const ended = (how: string) =>
        reject(
          new TrailwrightError("EngineFailed", `The engine's worker process ended early (${how}).`, {
            ...(words.trim() ? { why: words.trim() } : {}),
            next: "Start again: it goes on where it stopped.",
          }),
        );
      worker.once("error", (error) => ended(error.message));
      worker.once("close", (code, signal) => ended(signal ?? `exit code ${code}`));
    });
  }

  #tell(message: ToWorker): void {
    if (this.#worker?.connected) this.#worker.send(message);
  }

  #emit(event: EngineEvent): void {
    this.events.push(event);
    if (event.type !== "done" || event.resource.type.startsWith("pulumi:")) return;
    this.#changesSoFar[event.operation] = (this.#changesSoFar[event.operation] ?? 0) + 1;
  }

  #throwIfCancelled(): void {
    if (!this.#cancelled.signal.aborted) return;
    throw new TrailwrightError("Cancelled", `The ${this.#request.kind} was stopped before it began.`, {
      next: "Start again to go on.",
    });
  }

  /** Whether the operation changes anything, so that it is worth remembering. */
  get #changes(): boolean {
    return this.#request.kind !== "preview" && !this.#request.previewOnly;
  }

  get #stateBeforeFile(): string {
    return stateBeforeFile(this.#paths, this.#request.settings.stack, this.#request.kind, this.#at);
  }

  /** Adds the operation to the stack's history. Not being able to is no reason to fail what is done. */
  #record(end: Pick<OperationRecord, "outcome" | "changes" | "error">): void {
    const { kind, settings, target } = this.#request;
    if (!this.#changes || kind === "preview") return;
    const { arn: who, accountId, region } = target.identity;
    try {
      appendHistory(this.#paths, {
        stack: settings.stack,
        kind,
        at: this.#at,
        seconds: (Date.now() - this.#at) / 1000,
        who,
        accountId,
        region,
        target: target.kind,
        ...end,
        ...(this.#engineVersion ? { engineVersion: this.#engineVersion } : {}),
        ...(existsSync(this.#stateBeforeFile) ? { stateBefore: basename(this.#stateBeforeFile) } : {}),
      });
      pruneStates(this.#paths, settings.stack);
    } catch (error) {
      const message = `This operation could not be added to the stack's history. ${(error as Error).message}`;
      this.#emit({ type: "diagnostic", severity: "warning", message });
    }
  }

  /** Keeps what the operation left for those who ask later, without the engine. */
  #remember(succeeded: boolean, result?: OperationResult): void {
    const { kind, settings, through, remove, previewOnly } = this.#request;
    if (kind === "preview" || previewOnly) return;
    if (kind === "destroy" && succeeded && remove) {
      removeSettings(this.#paths, settings.stack);
      return;
    }
    const before = readSummary(this.#paths, settings.stack);
    const at = Date.now();
    if (kind === "up" && succeeded) {
      writeSummary(this.#paths, settings.stack, { kind, at, succeeded, through, outputs: result!.outputs });
    } else if (kind === "destroy" && succeeded) {
      writeSummary(this.#paths, settings.stack, { kind, at, succeeded, outputs: {} });
    } else {
      writeSummary(this.#paths, settings.stack, { outputs: {}, ...before, kind, at, succeeded });
    }
  }
}
