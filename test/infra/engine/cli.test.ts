import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { cachedEngine } from "../../../infra/engine/cli/cached.ts";
import type { EngineOptions, EngineProgress } from "../../../infra/engine/cli/engine.ts";
import { engineVersion, findEngine } from "../../../infra/engine/cli.ts";
import type { Paths } from "../../../infra/paths.ts";
import { temporaryFolder, temporaryPaths } from "../../helpers/temporary-home.ts";

/** Where nothing listens. */
const nowhere = "http://127.0.0.1:9/releases";

/** A folder for PATH with shell scripts in it. */
function programs(scripts: Record<string, string>): string {
  const folder = temporaryFolder();
  for (const [name, script] of Object.entries(scripts)) program(join(folder, name), script);
  return folder;
}

function program(file: string, script: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}

const pulumi = (version: string) => `echo v${version}`;

function options(paths: Paths, path: string, more: Partial<EngineOptions> = {}): EngineOptions {
  return { env: { PATH: `${path}:/usr/bin:/bin`, HOME: paths.home }, paths, downloadFrom: nowhere, ...more };
}

/** A Go toolchain that makes `script` the binary. */
const fakeGo = (script: string) => `
  if [ "$1" = list ]; then echo "go: downloading example.com/a v1" >&2; echo a; echo b; exit 0; fi
  echo "$HOME $GOCACHE" > "$(dirname "$0")/environment"
  echo a >&2; echo b >&2
  while [ "$1" != -o ]; do shift; done
  printf '#!/bin/sh\n${script}\n' > "$2"`;

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** An archive like Pulumi's releases, with `script` as the binary. */
function archive(script: string): Buffer {
  const folder = temporaryFolder();
  program(join(folder, "pulumi", "pulumi"), script);
  return execFileSync("tar", ["-czf", "-", "-C", folder, "pulumi"]);
}

/** Where a download is kept until it is whole. */
const partial = (paths: Paths) =>
  join(paths.engine, "partial", `pulumi-v${engineVersion}-${process.platform}-${process.arch}.tar.gz`);

/** Pulumi's download server: checksums and one archive, with ranges. */
function releases(bytes: Buffer, checksum = createHash("sha256").update(bytes).digest("hex")) {
  const seen: (string | undefined)[] = [];
  const listener: RequestListener = (request, response) => {
    if (request.url?.endsWith("checksums.txt")) {
      const systems = ["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64"];
      response.end(systems.map((s) => `${checksum}  pulumi-v${engineVersion}-${s}.tar.gz\n`).join(""));
      return;
    }
    const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0);
    seen.push(request.headers.range);
    if (start === bytes.length) {
      response.writeHead(416).end();
      return;
    }
    response.writeHead(start ? 206 : 200, { "content-length": bytes.length - start });
    response.end(bytes.subarray(start));
  };
  return { seen, listener };
}

describe("PATH", () => {
  test("a new enough pulumi is taken", async () => {
    const path = programs({ pulumi: pulumi("3.226.1") });
    expect(await findEngine(options(temporaryPaths(), path))).toMatchObject({
      path: join(path, "pulumi"),
      version: "3.226.1",
      origin: "PATH",
    });
  });

  test.each(["3.226.0", "3.99.0", "2.300.0", "4.0.0"])("version %s is not", async (version) => {
    const path = programs({ pulumi: pulumi(version) });
    await expect(findEngine(options(temporaryPaths(), path))).rejects.toMatchObject({
      code: "EngineUnavailable",
      why: expect.stringContaining(`is version ${version}`),
    });
  });

  test("one that is broken or no program is passed over for the cache", async () => {
    const paths = temporaryPaths();
    program(cachedEngine(paths), pulumi(engineVersion));
    for (const script of ["exit 1", "echo hello", "exec /nonexistent"]) {
      const found = await findEngine(options(paths, programs({ pulumi: script })));
      expect(found).toMatchObject({ origin: "cache", path: cachedEngine(paths), version: engineVersion });
    }
  });
});

describe("cache", () => {
  test("half a binary is never picked up, and the build replaces it", async () => {
    const paths = temporaryPaths();
    mkdirSync(dirname(cachedEngine(paths)), { recursive: true });
    writeFileSync(cachedEngine(paths), Buffer.from("\x7fELF half of it"), { mode: 0o755 });
    const found = await findEngine(options(paths, programs({ go: fakeGo(pulumi(engineVersion)) })));
    expect(found).toMatchObject({ origin: "build", path: cachedEngine(paths) });
    expect(readFileSync(found.path, "utf8")).toContain(engineVersion);
  });

  test("another version under our name is not trusted", async () => {
    const paths = temporaryPaths();
    program(cachedEngine(paths), pulumi("3.231.0"));
    await expect(findEngine(options(paths, "/nowhere"))).rejects.toMatchObject({
      why: expect.stringContaining("says it is 3.231.0"),
    });
  });
});

describe("download", () => {
  test("is checked, unpacked and reported with its size", async () => {
    const paths = temporaryPaths();
    const bytes = archive(pulumi(engineVersion));
    const progress: EngineProgress[] = [];
    const found = await findEngine(
      options(paths, "", {
        downloadFrom: await serve(releases(bytes).listener),
        onProgress: (step) => progress.push(step),
      }),
    );
    expect(found).toMatchObject({ origin: "download", path: cachedEngine(paths), version: engineVersion });
    expect(progress).toContainEqual(
      expect.objectContaining({ stage: "download", done: bytes.length, total: bytes.length, unit: "bytes" }),
    );
    expect(readdirSync(join(paths.engine, "partial"))).toEqual([]);
    // The next run finds it.
    expect(await findEngine(options(paths, ""))).toMatchObject({ origin: "cache" });
  });

  test("goes on where an interrupted one stopped", async () => {
    const paths = temporaryPaths();
    const bytes = archive(pulumi(engineVersion));
    const { seen, listener } = releases(bytes);
    const cutShort: RequestListener = (request, response) => {
      if (request.url?.endsWith("checksums.txt")) return listener(request, response);
      response.writeHead(200, { "content-length": bytes.length });
      response.write(bytes.subarray(0, 100));
      void vi.waitFor(() => expect(statSync(partial(paths)).size).toBe(100)).then(() => response.destroy());
    };
    await expect(findEngine(options(paths, "", { downloadFrom: await serve(cutShort) }))).rejects.toThrow();
    expect(existsSync(cachedEngine(paths))).toBe(false);
    const found = await findEngine(options(paths, "", { downloadFrom: await serve(listener) }));
    expect(found.origin).toBe("download");
    expect(seen).toEqual(["bytes=100-"]);
  });

  test("that is whole already is not fetched again", async () => {
    const paths = temporaryPaths();
    const bytes = archive(pulumi(engineVersion));
    mkdirSync(dirname(partial(paths)), { recursive: true });
    writeFileSync(partial(paths), bytes);
    const downloadFrom = await serve(releases(bytes).listener);
    expect(await findEngine(options(paths, "", { downloadFrom }))).toMatchObject({ origin: "download" });
  });

  test("with the wrong checksum is discarded", async () => {
    const paths = temporaryPaths();
    const { listener } = releases(archive(pulumi(engineVersion)), "0".repeat(64));
    await expect(
      findEngine(options(paths, "", { downloadFrom: await serve(listener) })),
    ).rejects.toMatchObject({ why: expect.stringContaining("SHA-256") });
    expect(existsSync(cachedEngine(paths))).toBe(false);
    expect(readdirSync(join(paths.engine, "partial"))).toEqual([]);
  });

  test("from a server that never answers is given up", async () => {
    const downloadFrom = await serve(() => {});
    await expect(
      findEngine(options(temporaryPaths(), "", { downloadFrom, stallMilliseconds: 50 })),
    ).rejects.toMatchObject({ why: expect.stringContaining("nothing came for 0.05 s") });
  });

  test("that stops in the middle is given up", async () => {
    const bytes = archive(pulumi(engineVersion));
    const { listener } = releases(bytes);
    const downloadFrom = await serve((request, response) => {
      if (request.url?.endsWith("checksums.txt")) return listener(request, response);
      response.writeHead(200, { "content-length": bytes.length });
      response.write(bytes.subarray(0, 10));
    });
    await expect(
      findEngine(options(temporaryPaths(), "", { downloadFrom, stallMilliseconds: 100 })),
    ).rejects.toMatchObject({ why: expect.stringContaining("nothing came for 0.1 s") });
  });
});

describe("build", () => {
  test("counts modules and packages", async () => {
    const progress: EngineProgress[] = [];
    const found = await findEngine(
      options(temporaryPaths(), programs({ go: fakeGo(pulumi(engineVersion)) }), {
        onProgress: (step) => progress.push(step),
      }),
    );
    expect(found.origin).toBe("build");
    const stages = [...new Set(progress.map((step) => step.stage))];
    expect(stages).toEqual(["search", "download", "fetch-modules", "compile", "verify"]);
  });

  test("leaves nothing in the cache when what it made does not run", async () => {
    const paths = temporaryPaths();
    await expect(findEngine(options(paths, programs({ go: fakeGo("exit 3") })))).rejects.toMatchObject({
      code: "EngineUnavailable",
      why: expect.stringContaining("build: "),
    });
    expect(existsSync(cachedEngine(paths))).toBe(false);
    expect(readdirSync(paths.engine).filter((name) => name.startsWith("unfinished"))).toEqual([]);
  });

  test("keeps Go's caches in ours where there is no home folder", async () => {
    const paths = temporaryPaths();
    const path = programs({ go: fakeGo(pulumi(engineVersion)) });
    await findEngine({ ...options(paths, path), env: { PATH: `${path}:/usr/bin:/bin` } });
    const own = join(paths.engine, "go");
    expect(readFileSync(join(path, "environment"), "utf8")).toBe(`${own} ${join(own, "build")}\n`);
  });

  test("stops with its child when it is aborted", async () => {
    const paths = temporaryPaths();
    const controller = new AbortController();
    const path = programs({
      go: 'trap "touch $(dirname $0)/interrupted; exit 1" INT\necho "go: downloading x" >&2\nwhile :; do sleep 0.05; done',
    });
    const search = findEngine(
      options(paths, path, {
        signal: controller.signal,
        onProgress: ({ stage, done }) => {
          if (stage === "fetch-modules" && done) controller.abort();
        },
      }),
    );
    await expect(search).rejects.toMatchObject({ code: "Cancelled" });
    expect(existsSync(join(path, "interrupted"))).toBe(true);
  });

  test("says that the disk is full", async () => {
    const path = programs({ go: 'echo "mkdir /x: no space left on device" >&2; exit 1' });
    await expect(findEngine(options(temporaryPaths(), path))).rejects.toMatchObject({ code: "DiskFull" });
  });

  test("is done once when two ask for it at the same time", async () => {
    const paths = temporaryPaths();
    const path = programs({
      go: `if [ "$1" = build ]; then echo x >> "$(dirname "$0")/builds"; fi\n${fakeGo(pulumi(engineVersion))}`,
    });
    const found = await Promise.all([findEngine(options(paths, path)), findEngine(options(paths, path))]);
    expect(found.map((engine) => engine.path)).toEqual([cachedEngine(paths), cachedEngine(paths)]);
    expect(readFileSync(join(path, "builds"), "utf8")).toBe("x\n");
  });
});

test("a process that was killed while it installed holds nobody up", async () => {
  const paths = temporaryPaths();
  const hanging = programs({ go: 'while echo "go: downloading x" >&2; do sleep 0.05; done' });
  const script = `
    import { findEngine } from ${JSON.stringify(join(import.meta.dirname, "../../../infra/engine/cli.ts"))};
    const options = ${JSON.stringify(options(paths, hanging))};
    await findEngine({ ...options, onProgress: ({ stage, done }) => stage === "fetch-modules" && done && console.log("busy") });`;
  const other = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(other.stdout, "data");

  const waited = new AbortController();
  const messages: string[] = [];
  const search = findEngine(
    options(paths, programs({ go: fakeGo(pulumi(engineVersion)) }), {
      onProgress: ({ stage, message }) => {
        if (stage !== "wait" || waited.signal.aborted) return;
        messages.push(message);
        waited.abort();
        other.kill("SIGKILL");
      },
    }),
  );
  expect(await search).toMatchObject({ origin: "build" });
  expect(messages[0]).toContain(`process ${other.pid} on `);
  expect(readdirSync(paths.engine).filter((name) => name.startsWith("unfinished"))).toEqual([]);
});

test("when all fail, the error says what was tried and the two ways to mend it", async () => {
  await expect(findEngine(options(temporaryPaths(), "/nowhere"))).rejects.toMatchObject({
    code: "EngineUnavailable",
    why: expect.stringMatching(
      /^Tried, in this order: PATH: there is no pulumi on PATH; cache: none in the cache .*; download: 127\.0\.0\.1:9: .*; build: there is no Go toolchain/,
    ),
    next: expect.stringMatching(/install the Pulumi CLI .* or install Go/),
  });
});
