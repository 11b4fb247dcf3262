// Thread that inflates and decodes large log files, so that the screen goes on meanwhile.
import { parentPort } from "node:worker_threads";
import { decodeInParts } from "./decode-log-file.ts";
import { inflate } from "./inflate.ts";
import type { WorkerAnswer, WorkerTask } from "./log-file-thread.ts";

/** Taking over so many records keeps the main thread busy for a fraction of a frame. */
const recordsPerPart = 250;

async function work({ id, bytes, limit }: WorkerTask, answer: (answer: WorkerAnswer) => void): Promise<void> {
  try {
    for (const part of decodeInParts(await inflate(bytes, limit), recordsPerPart)) answer({ id, part });
    answer({ id, end: true });
  } catch (error) {
    answer({ id, fault: error instanceof Error ? error.message : String(error) });
  }
}

parentPort?.on("message", (task: WorkerTask) => work(task, (answer) => parentPort?.postMessage(answer)));
