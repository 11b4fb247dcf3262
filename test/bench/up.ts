import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { findEngine } from "../../infra/engine/cli.ts";
import { runOperation } from "../../infra/engine/run-operation.ts";
import { paths } from "../../infra/paths.ts";
import { stackSettingsSchema } from "../../infra/stacks/settings.ts";
import { openTarget } from "../../infra/target/open-target.ts";
import { newHome } from "../helpers/trailwright.ts";
import { inTurn, median } from "./statistics.ts";

const floorScript = fileURLToPath(new URL("./floor.ts", import.meta.url));

/** Up of the lab stack in the sandbox, over the engine's own floor: the same program with an empty provider. */
export default async function up(): Promise<string> {
  const home = newHome();
  const places = paths(home.env);
  const engine = await findEngine({ env: process.env, paths: places });
  const target = await openTarget({ kind: "sandbox", env: home.env, paths: places });
  let round = 0;

  async function floor(): Promise<number> {
    const start = performance.now();
    const child = spawn(process.execPath, [floorScript, engine.path, engine.version], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    const [code] = (await once(child, "exit")) as [number];
    if (code !== 0) throw new Error(`the floor ended with exit code ${code}`);
    return performance.now() - start;
  }

  async function ours(): Promise<number> {
    round += 1;
    const settings = stackSettingsSchema.parse({
      stack: `bench-${round}`,
      bucketName: `bench-bucket-${round}`,
    });
    const request = { settings, target, through: "trail" } as const;
    const options = { paths: places, env: home.env, engine };
    const start = performance.now();
    await runOperation({ ...request, kind: "up" }, options).result;
    const elapsed = performance.now() - start;
    await runOperation({ ...request, kind: "destroy", remove: true }, options).result;
    return elapsed;
  }

  try {
    const { first, second } = await inTurn(7, floor, ours);
    const [bare, full] = [median(first), median(second)];
    return `up: lab stack ${full.toFixed(0)} ms, floor with an empty provider ${bare.toFixed(0)} ms, ratio ${(full / bare).toFixed(2)} (median of 7, target 1.50)`;
  } finally {
    await target.close();
    home.remove();
  }
}
