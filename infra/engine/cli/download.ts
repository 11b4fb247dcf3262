import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, existsSync, mkdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type EngineOptions, type EngineSource, engineVersion } from "./engine.ts";
import { install } from "./install.ts";
import { reportStage } from "./progress.ts";
import { runCommand } from "./run-command.ts";

const releases = "https://get.pulumi.com/releases/sdk";

/**
 * Pulumi's official release, checked against its published SHA-256. A partial download is kept and continued.
 * A network that does not answer is given up within `stallMilliseconds`.
 */
export const downloadedEngine: EngineSource = async (options) => {
  const archive = archiveName();
  if (!archive) return { reason: `there is no archive for ${process.platform} ${process.arch}` };
  const from = options.downloadFrom ?? releases;
  try {
    const checksum = await publishedChecksum(from, archive, options);
    return await install(
      "download",
      `it is Pulumi's release ${engineVersion} for this machine`,
      options,
      (folder) => fetchAndUnpack(`${from}/${archive}`, checksum, folder, options),
    );
  } catch (error) {
    options.signal?.throwIfAborted();
    throw new Error(`${new URL(from).host}: ${explain(error)}`, { cause: error });
  }
};

function archiveName(): string | undefined {
  const systems: Partial<Record<NodeJS.Platform, string>> = { linux: "linux", darwin: "darwin" };
  const machines: Partial<Record<NodeJS.Architecture, string>> = { x64: "x64", arm64: "arm64" };
  const system = systems[process.platform];
  const machine = machines[process.arch];
  return system && machine && `pulumi-v${engineVersion}-${system}-${machine}.tar.gz`;
}

async function publishedChecksum(from: string, archive: string, options: EngineOptions): Promise<string> {
  const searching = reportStage(options.onProgress, "download", "looking for the Pulumi engine's release");
  try {
    const { response, alive } = await open(`${from}/pulumi-${engineVersion}-checksums.txt`, {}, options);
    const text = await response.text();
    alive.stop();
    const line = text.split("\n").find((candidate) => candidate.trim().endsWith(archive));
    const checksum = line?.trim().split(/\s+/)[0];
    if (!checksum || !/^[0-9a-f]{64}$/.test(checksum))
      throw new Error(`no checksum published for ${archive}`);
    return checksum;
  } finally {
    searching.end();
  }
}

async function fetchAndUnpack(
  url: string,
  checksum: string,
  folder: string,
  options: EngineOptions,
): Promise<string> {
  const partials = join(options.paths.engine, "partial");
  mkdirSync(partials, { recursive: true });
  const file = join(partials, new URL(url).pathname.split("/").at(-1)!);
  await download(url, file, options);
  if ((await sha256(file)) !== checksum) {
    rmSync(file);
    throw new Error("the archive's SHA-256 is not the published one; it was discarded");
  }
  const unpacking = reportStage(options.onProgress, "unpack", "unpacking the Pulumi engine");
  try {
    const { code, stderr } = await runCommand("tar", ["-xzf", file, "-C", folder], options);
    if (code !== 0) throw new Error(`tar: ${stderr}`);
  } finally {
    unpacking.end();
  }
  rmSync(file);
  return join(folder, "pulumi", "pulumi");
}

async function download(url: string, file: string, options: EngineOptions): Promise<void> {
  const fetching = reportStage(options.onProgress, "download", "downloading the Pulumi engine");
  try {
    const start = existsSync(file) ? statSync(file).size : 0;
    const { response, alive } = await open(url, start ? { range: `bytes=${start}-` } : {}, options);
    if (response.status === 416) {
      // Nothing is left to fetch: the partial file is whole already. The checksum decides.
      alive.stop();
      return;
    }
    const resumed = response.status === 206;
    let done = resumed ? start : 0;
    const length = Number(response.headers.get("content-length"));
    const total = length ? done + length : undefined;
    const body = Readable.fromWeb(response.body as import("node:stream/web").ReadableStream);
    body.on("data", (chunk: Buffer) => {
      alive.sign();
      done += chunk.length;
      fetching.count(done, total, "bytes");
    });
    await pipeline(body, createWriteStream(file, { flags: resumed ? "a" : "w" })).finally(alive.stop);
  } finally {
    fetching.end();
  }
}

/** GET with a watchdog: aborts when nothing has come for a while. `alive.sign()` tells it that something came. */
async function open(url: string, headers: Record<string, string>, options: EngineOptions) {
  const stalled = new AbortController();
  const patience = options.stallMilliseconds ?? 5_000;
  const giveUp = () => stalled.abort(new Error(`nothing came for ${patience / 1000} s`));
  let timer = setTimeout(giveUp, patience);
  const stop = () => clearTimeout(timer);
  const sign = () => {
    stop();
    timer = setTimeout(giveUp, patience);
  };
  const signal = options.signal ? AbortSignal.any([options.signal, stalled.signal]) : stalled.signal;
  try {
    const response = await fetch(url, { headers, signal, redirect: "follow" });
    if (!response.ok && response.status !== 416)
      throw new Error(`${response.status} ${response.statusText} for ${url}`);
    sign();
    return { response, alive: { sign, stop } };
  } catch (error) {
    stop();
    throw error;
  }
}

async function sha256(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

/** fetch hides what happened in `cause`. */
function explain(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? cause.message || String((cause as NodeJS.ErrnoException).code) : message;
}
