// Bundles the program into dist/, so that the first frame waits for one file and not for a thousand.
import { chmod, readdir, rm, stat } from "node:fs/promises";
import { build, type Plugin } from "esbuild";
import { buildTypes } from "./build-types.ts";

/**
 * An ES import of `node:http` reads every name it exports, and some of them load Node's whole fetch (50 ms before the
 * sandbox's first answer). Required, each name is read when it is used.
 */
const lazyHttp: Plugin = {
  name: "lazy-http",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(?:node:)?http$/ }, ({ namespace }) =>
      namespace === "lazy-http" ? undefined : { path: "node:http", namespace: "lazy-http" },
    );
    onLoad({ filter: /^/, namespace: "lazy-http" }, () => ({
      contents: 'module.exports = require("node:http");',
    }));
  },
};

const { metafile } = await build({
  entryPoints: {
    main: "tui/main.tsx",
    worker: "infra/engine/worker.ts",
    "sandbox-process": "infra/sandbox/sandbox-process.ts",
    // For others' test suites: import { startSandbox } from "trailwright/sandbox".
    sandbox: "infra/sandbox/index.ts",
    // For others' Pulumi programs: import { TrailStack } from "trailwright/pulumi".
    pulumi: "infra/component/index.ts",
    // What infra/policy-pack/package.json names.
    "policy-pack": "infra/policy-pack/index.ts",
    "log-file-worker": "infra/trail-log/log-file-worker.ts",
  },
  outdir: "dist",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  // The ES modules of packages that have both: they can be shaken, and `await import()` sees their names.
  mainFields: ["module", "main"],
  target: "node24",
  jsx: "automatic",
  minifySyntax: true,
  // Pulumi serializes closures and patches require(), so it stays as installed; devtools is Ink's optional peer.
  external: ["@pulumi/*", "@grpc/*", "google-protobuf", "react-devtools-core"],
  define: { "process.env.NODE_ENV": '"production"', "process.env.DEV": '"false"' },
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  plugins: [lazyHttp],
  logLevel: "warning",
  metafile: true,
});
// What an earlier build left, except the recent: a program that runs from it may still load its parts.
const made = new Set(["dist/types", ...Object.keys(metafile.outputs)]);
for (const name of await readdir("dist")) {
  const file = `dist/${name}`;
  if (!made.has(file) && Date.now() - (await stat(file)).mtimeMs > 3_600_000)
    await rm(file, { recursive: true });
}
await buildTypes("sandbox/index.ts", "infra", "dist/types");
await buildTypes("component/index.ts", "infra", "dist/types");
await chmod("dist/main.js", 0o755);
