import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSandbox } from "../../infra/sandbox/index.ts";
import { generateLoad, type LoadFigures } from "./load/generate-load.ts";
import { queryCall } from "./load/requests.ts";
import { prepareLoad, recordEverything } from "./servers/prepare.ts";
import { type Server, startServer } from "./servers/server.ts";
import { trailwright } from "./servers/trailwright.ts";

const calls = Number(process.env["TRAILWRIGHT_BENCH_CALLS"] ?? 1_000_000);
const turn = 50_000;

/**
 * Makes a million calls that leave no more state behind than one (overwritten objects, reads), recorded by one trail, on
 * the sandbox's own process; then counts what its trail delivered. @throws Error when that is not exactly what was called
 */
export default async function million(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "trailwright-million-"));
  try {
    const server = await startServer(trailwright(folder), queryCall("sts", "GetCallerIdentity"));
    await prepareLoad(server);
    await recordEverything(server, "Everything");
    const atStart = residentMebibytes(server);
    const sizes: number[] = [];
    let made = 0;
    let milliseconds = 0;
    while (made < calls) {
      const operation = (["PutObject", "GetObject", "GetCallerIdentity"] as const)[sizes.length % 3]!;
      const most = Math.min(turn, calls - made);
      const settings = { target: server.target, operation, connections: 32, seconds: 600, most };
      const figures: LoadFigures = await generateLoad(settings);
      made += figures.answered;
      milliseconds += (figures.answered / figures.perSecond) * 1000;
      sizes.push(residentMebibytes(server));
      process.stderr.write(
        `  ${made} calls, ${figures.perSecond.toFixed(0)}/s, ${sizes.at(-1)!.toFixed(0)} MiB\n`,
      );
    }
    await server.stop();
    const disk = folderMebibytes(folder);
    const { delivered, doubled } = await count(folder);
    const quarter = Math.floor(sizes.length / 4);
    const text = [
      `million: ${made} calls recorded and delivered at ${((made / milliseconds) * 1000).toFixed(0)}/s`,
      `  resident memory: ${atStart.toFixed(0)} MiB at the start, ${sizes[quarter]!.toFixed(0)} after a quarter, ${sizes.at(-1)!.toFixed(0)} at the end, at most ${Math.max(...sizes).toFixed(0)}; disk ${disk.toFixed(0)} MiB`,
      `  delivered: ${delivered} records of those calls, ${doubled} event IDs twice`,
    ].join("\n");
    if (delivered !== made || doubled > 0) throw new Error(text);
    return text;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Counts the records of the measured calls in the log files, and event IDs that are there twice. */
async function count(folder: string): Promise<{ delivered: number; doubled: number }> {
  const sandbox = await startSandbox({ folder, deliveryMilliseconds: 3_600_000 });
  try {
    const seen = new Set<string>();
    let delivered = 0;
    let doubled = 0;
    await sandbox.records({
      deliveredBy: "Everything",
      where: ({ eventID, eventName, requestParameters }) => {
        const key = String(requestParameters?.["key"] ?? "");
        const measured =
          (eventName === "PutObject" && key.startsWith("lane")) ||
          (eventName === "GetObject" && key === "read") ||
          eventName === "GetCallerIdentity";
        if (seen.has(eventID)) doubled += 1;
        seen.add(eventID);
        if (measured) delivered += 1;
        // Nothing needs to be kept of a million records.
        return false;
      },
    });
    return { delivered, doubled };
  } finally {
    await sandbox.close();
  }
}

/** Resident set of a process, in MiB (VmRSS of proc(5)). */
function residentMebibytes({ pid }: Server): number {
  const [, kibibytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))!;
  return Number(kibibytes) / 1024;
}

function folderMebibytes(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) =>
    statSync(join(folder, name)),
  );
  return files.reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0) / 2 ** 20;
}
