// One process per engine operation: the automation API keeps process-wide state and handlers, and this process
// starts with an environment of its own (see worker-environment.ts).
import "./skip-closure-modules.ts";
import { rmSync } from "node:fs";
import { TrailwrightError } from "../errors.ts";
import type { FromWorker, ToWorker, WorkerRequest } from "./worker-message.ts";

// The heavy modules load while the parent is still looking for the engine.
const loading = import("./operate.ts");
const cancelled = new AbortController();

process.on("message", (message: ToWorker) => {
  if (message.type === "run") void run(message.request);
  else if (message.type === "terminate") interruptEngine();
  else
    cancelled.abort(
      new TrailwrightError("Cancelled", "The operation was stopped.", { next: "Start again to go on." }),
    );
});
// The parent is gone: stop in good order rather than leave a lock and half an operation behind.
process.on("disconnect", () => {
  cancelled.abort();
  setTimeout(interruptEngine, 30_000).unref();
});
// Interrupts are the parent's to pass on, once.
process.on("SIGINT", () => {});

/** The engine's second interrupt: this process leads a group of its own, in which only the engine minds. */
function interruptEngine(): void {
  process.kill(0, "SIGINT");
}

async function run(request: WorkerRequest): Promise<void> {
  try {
    const { operate } = await loading;
    const result = await operate(request, (event) => send({ type: "event", event }), cancelled.signal);
    await send({ type: "result", result });
  } catch (error) {
    const { code, message, why, next } = asTrailwrightError(error);
    await send({ type: "failure", failure: { code, message, why, next } });
  }
  // Whoever would have removed it is gone.
  if (!process.connected) rmSync(request.workFolder, { recursive: true, force: true });
  process.exit();
}

function asTrailwrightError(error: unknown): TrailwrightError {
  if (error instanceof TrailwrightError) return error;
  return new TrailwrightError("Internal", String((error as Error)?.stack ?? error));
}

function send(message: FromWorker): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected) process.send!(message, undefined, undefined, () => resolve());
    else resolve();
  });
}
