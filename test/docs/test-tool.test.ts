import { execFile } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const run = promisify(execFile);

/** A project of somebody else's, with the code of docs/test-tool.md and this package, as built, among its own. */
let project: string;
beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), "trailwright-docs-"));
  const text = readFileSync(join(root, "docs/test-tool.md"), "utf8");
  for (const [, name, code] of text.matchAll(/^```\w+ title="([^"]+)"\n(.*?)^```$/gms))
    writeFileSync(join(project, name!), code!);
  writeFileSync(join(project, "package.json"), JSON.stringify({ type: "module", private: true }));
  const modules = join(project, "node_modules");
  mkdirSync(join(modules, "@types"), { recursive: true });
  symlinkSync(root, join(modules, "trailwright"));
  for (const name of ["@aws-sdk", "vitest", "@types/node"])
    symlinkSync(join(root, "node_modules", name), join(modules, name));
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

/** Runs Node in the project; resolves when the process has ended by itself. */
const node = (...args: string[]) =>
  run(process.execPath, args, {
    cwd: project,
    env: { PATH: process.env["PATH"], HOME: project, TMPDIR: project, NODE_NO_WARNINGS: "1" },
  });

test("the node:test example passes, its process ends by itself and leaves nothing behind", async () => {
  const { stdout } = await node("audit.test.mjs");
  expect(stdout).toMatch(/pass 3$/m);
  expect(stdout).toMatch(/fail 0$/m);
  expect(readdirSync(project).filter((name) => name.startsWith("trailwright-sandbox-"))).toEqual([]);
});

test("the vitest example passes, with the accounts file", async () => {
  const { stdout } = await node("node_modules/vitest/vitest.mjs", "run", "--no-color", "sandbox.test.ts");
  expect(stdout).toMatch(/Tests {2}1 passed/);
});

test("the TypeScript example is checked against the declarations, strictly, and runs", async () => {
  const options =
    "--noEmit --strict --exactOptionalPropertyTypes --module nodenext --target es2024 --types node";
  const lib = ["--lib", "es2024,esnext.disposable"];
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  await node(tsc, ...options.split(" "), ...lib, "consumer.ts").catch((error: { stdout: string }) =>
    expect(error.stdout).toBe(""),
  );
  const { stdout } = await node("consumer.ts");
  expect(stdout.trim()).toBe("0 0 20");
});
