import { readdirSync, readFileSync } from "node:fs";

/** Resident sets in MiB: the largest of any worker, of any engine under one, and of all at one moment. */
export interface WorkerMemory {
  readonly worker: number;
  readonly engine: number;
  readonly together: number;
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly mebibytes: number;
  readonly isWorker: boolean;
}

/** Looks ten times a second at the workers that `parent` has started, until it is stopped (proc(5)). */
export function peakOfWorkers(parent: number): { stop(): WorkerMemory } {
  let peak: WorkerMemory = { worker: 0, engine: 0, together: 0 };
  const look = () => {
    const all = processes();
    const workers = all.filter((one) => one.parent === parent && one.isWorker);
    const engines = workers.map(({ pid }) => sum(descendants(all, pid)));
    peak = {
      worker: Math.max(peak.worker, ...workers.map(({ mebibytes }) => mebibytes)),
      engine: Math.max(peak.engine, ...engines),
      together: Math.max(peak.together, sum(workers) + engines.reduce((a, b) => a + b, 0)),
    };
  };
  const timer = setInterval(look, 100);
  return {
    stop() {
      clearInterval(timer);
      return peak;
    },
  };
}

const sum = (processes: readonly Process[]) => processes.reduce((all, { mebibytes }) => all + mebibytes, 0);

function descendants(all: readonly Process[], pid: number): Process[] {
  const children = all.filter(({ parent }) => parent === pid);
  return [...children, ...children.flatMap((child) => descendants(all, child.pid))];
}

function processes(): Process[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const status = readFileSync(`/proc/${name}/status`, "utf8");
        const number = (field: string) =>
          Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? 0);
        const command = readFileSync(`/proc/${name}/cmdline`, "utf8");
        const isWorker = command.includes("engine/worker.ts");
        return [{ pid: Number(name), parent: number("PPid"), mebibytes: number("VmRSS") / 1024, isWorker }];
      } catch {
        // It has ended meanwhile.
        return [];
      }
    });
}
