import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Engine, findEngine } from "../../infra/engine/cli.ts";
import type { EngineEvent } from "../../infra/engine/engine-event.ts";
import type { OperationResult, RunningOperation } from "../../infra/engine/operation.ts";
import { type Paths, paths } from "../../infra/paths.ts";

/** The engine the test set-up has found or built. */
export const testEngine = (): Promise<Engine> => findEngine({ env: process.env, paths: paths() });

/** Reads an operation to its end: its events, and what came of it. */
export async function toEnd(
  operation: RunningOperation,
): Promise<{ events: EngineEvent[]; result: OperationResult }> {
  const events: EngineEvent[] = [];
  for await (const event of operation) events.push(event);
  return { events, result: await operation.result };
}

/** Lock files of the local backend. */
export function lockFiles(paths: Paths): string[] {
  const folder = join(paths.backend, ".pulumi", "locks");
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".json"));
}

/** Operations that are pending in a stack's state. */
export function pendingOperations(paths: Paths, stack: string): unknown[] {
  const file = join(paths.backend, ".pulumi", "stacks", "trailwright", `${stack}.json`);
  return JSON.parse(readFileSync(file, "utf8")).checkpoint.latest?.pending_operations ?? [];
}

/** Process ids of the workers that `parent` has started. */
export function workersOf(parent: number): number[] {
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" });
  return table.split("\n").flatMap((line) => {
    const [, pid, ppid, args] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return Number(ppid) === parent && args!.includes("engine/worker.ts") ? [Number(pid)] : [];
  });
}
