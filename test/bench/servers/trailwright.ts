import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readAddress } from "../../../infra/sandbox/address-file.ts";
import { type Emulator, quietly } from "./server.ts";

/** The bundle that `trailwright sandbox` runs as a process of its own. */
const program = fileURLToPath(new URL("../../../dist/sandbox-process.js", import.meta.url));

/** Trailwright's sandbox on a state folder: a new one, removed afterwards, unless one is given. */
export const trailwright = (given?: string, deliveryMilliseconds?: number): Emulator => ({
  name: "Trailwright",
  start: async () => {
    const folder = given ?? mkdtempSync(join(tmpdir(), "trailwright-bench-"));
    const settings = JSON.stringify({ folder, deliveryMilliseconds, graceMilliseconds: 3_600_000 });
    const flags = (process.env["TRAILWRIGHT_BENCH_NODE"] ?? "").split(" ").filter(Boolean);
    const child = quietly(process.execPath, [...flags, program, settings], { PATH: process.env["PATH"] });
    return {
      child,
      target() {
        const address = readAddress(folder);
        // One left by a process that was killed is not this one's.
        if (address?.pid !== child.pid) return undefined;
        const { endpoint, region, credentials } = address!;
        return { port: Number(new URL(endpoint).port), region, ...credentials };
      },
      remove: () => {
        if (given === undefined) rmSync(folder, { recursive: true, force: true });
      },
    };
  },
});
