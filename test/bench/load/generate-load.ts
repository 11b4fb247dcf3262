import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { percentile } from "../statistics.ts";
import type { LoadOperation, LoadTarget } from "./requests.ts";

/** What to send, to whom, how long. */
export interface LoadSettings {
  readonly target: LoadTarget;
  readonly operation: LoadOperation;
  /** Requests under way at once, each on a connection of its own. */
  readonly connections: number;
  readonly seconds: number;
  /** Requests at most; they are signed before the clock starts. */
  readonly most: number;
}

/** What came back. */
export interface LoadResult {
  readonly milliseconds: number;
  /** Of each answer, in milliseconds. */
  readonly latencies: Float64Array;
  /** Answers that were no success, and broken connections. */
  readonly failures: number;
  readonly firstFailure?: string;
}

/** The figures of one measurement. */
export interface LoadFigures {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly answered: number;
}

let lanes = 0;

/** Sends load from a thread of its own. @throws Error when any request was not answered with success */
export async function generateLoad(settings: LoadSettings): Promise<LoadFigures> {
  const lane = `lane${process.pid}x${(lanes += 1)}`;
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData: { ...settings, lane } });
  try {
    await once(worker, "message");
    worker.postMessage("go");
    const [result] = (await once(worker, "message")) as [LoadResult];
    if (result.failures > 0)
      throw new Error(
        `${settings.operation}: ${result.failures} of ${result.latencies.length} requests failed: ${result.firstFailure}`,
      );
    const latencies = [...result.latencies];
    return {
      perSecond: (latencies.length / result.milliseconds) * 1000,
      p50: percentile(latencies, 0.5),
      p99: percentile(latencies, 0.99),
      answered: latencies.length,
    };
  } finally {
    await worker.terminate();
  }
}
