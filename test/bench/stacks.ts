import { findEngine } from "../../infra/engine/cli.ts";
import type { OperationKind } from "../../infra/engine/operation.ts";
import { defaultParallel, runStacks } from "../../infra/fleet/run-stacks.ts";
import { paths } from "../../infra/paths.ts";
import { stackSettingsSchema } from "../../infra/stacks/settings.ts";
import { openTarget } from "../../infra/target/open-target.ts";
import { newHome } from "../helpers/trailwright.ts";
import { peakOfWorkers } from "./worker-memory.ts";
import { median } from "./statistics.ts";

const count = 10;
const rounds = 3;

/** Ten stacks at once over one: up, preview after no change, destroy; and the memory that each worker takes. */
export default async function stacks(): Promise<string> {
  const home = newHome();
  const places = paths(home.env);
  const engine = await findEngine({ env: process.env, paths: places });
  // An account may have five trails, so the stacks are spread over the sandbox's three.
  const accounts = ["111122223333", "444455556666", "777788889999"];
  const targets = await Promise.all(
    accounts.map((accountId) => openTarget({ kind: "sandbox", accountId, env: home.env, paths: places })),
  );
  const requests = Array.from({ length: count }, (_, at) => ({
    settings: stackSettingsSchema.parse({
      stack: `bench-${at}`,
      bucketName: `bench-bucket-${at}`,
      trailName: `Bench-${at}`,
    }),
    through: "trail" as const,
    target: targets[at % targets.length]!,
  }));

  /** Seconds that an operation takes on the first `size` stacks. */
  async function timed(kind: OperationKind, size: number): Promise<number> {
    const start = performance.now();
    const remove = kind === "destroy" ? { remove: true } : {};
    const which = requests.slice(0, size).map((request) => ({ ...request, kind, ...remove }));
    const outcomes = await runStacks(which, { paths: places, env: home.env, engine }).outcomes;
    for (const { stack, error } of outcomes) if (error) throw new Error(`${stack}: ${error.message}`);
    return (performance.now() - start) / 1000;
  }

  const kinds = ["up", "preview", "destroy"] as const;
  const samples = Object.fromEntries(
    kinds.map((kind) => [kind, { one: [] as number[], all: [] as number[] }]),
  ) as Record<(typeof kinds)[number], { one: number[]; all: number[] }>;
  let memory = { worker: 0, engine: 0, together: 0 };
  try {
    for (let round = 0; round <= rounds; round++)
      for (const size of [1, count])
        for (const kind of kinds) {
          const measure = kind === "up" && size === count ? peakOfWorkers(process.pid) : undefined;
          const seconds = await timed(kind, size);
          if (measure) memory = measure.stop();
          // The first round warms up.
          if (round > 0) samples[kind][size === 1 ? "one" : "all"].push(seconds);
        }
    const told = kinds.map((kind) => {
      const [one, all] = [median(samples[kind].one), median(samples[kind].all)];
      return `${kind} ${one.toFixed(2)} s and ${all.toFixed(2)} s, ratio ${(all / one).toFixed(2)}`;
    });
    return [
      `stacks: one and ${count} (${defaultParallel()} at a time, median of ${rounds}, target of up 3.00): ${told.join("; ")}`,
      `  memory per stack at its peak: worker ${memory.worker.toFixed(0)} MiB, Pulumi ${memory.engine.toFixed(0)} MiB; all together ${memory.together.toFixed(0)} MiB`,
    ].join("\n");
  } finally {
    for (const target of targets) await target.close();
    home.remove();
  }
}
