// Thread that inflates and decodes large log files, so that the screen goes on meanwhile.
import { parentPort } from "node:worker_threads";
import { decodeLogFile } from "./decode-log-file.ts";
import { inflate } from "./inflate.ts";
import type { WorkerAnswer, WorkerTask } from "./log-file-thread.ts";

async function work({ id, bytes, limit }: WorkerTask): Promise<WorkerAnswer> {
  try {
    return { id, decoded: decodeLogFile(await inflate(bytes, limit)) };
  } catch (error) {
    return { id, fault: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on("message", async (task: WorkerTask) => parentPort?.postMessage(await work(task)));
