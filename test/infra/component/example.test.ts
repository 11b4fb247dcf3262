import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { providerStack, sandboxCloud } from "../../helpers/provider-stack.ts";
import { temporaryFolder } from "../../helpers/temporary-home.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const run = promisify(execFile);

/** A project of somebody else's, with the program of docs/pulumi.md and this package, as built. */
function project(): string {
  const folder = temporaryFolder();
  const text = readFileSync(join(root, "docs/pulumi.md"), "utf8");
  const [, code = ""] = /^```ts title="index\.ts"\n(.*?)^```$/ms.exec(text) ?? [];
  writeFileSync(join(folder, "index.ts"), code);
  // It has no types of its own to strip.
  writeFileSync(join(folder, "index.mjs"), code);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module", private: true }));
  const modules = join(folder, "node_modules");
  mkdirSync(join(modules, "@types"), { recursive: true });
  symlinkSync(root, join(modules, "trailwright"));
  for (const name of ["@pulumi", "@types/node"])
    symlinkSync(join(root, "node_modules", name), join(modules, name));
  return folder;
}

test("the example program is checked against the declarations, strictly", async () => {
  const options =
    "--noEmit --strict --skipLibCheck --exactOptionalPropertyTypes --module nodenext --target es2024";
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const args = [
    tsc,
    ...options.split(" "),
    "--lib",
    "es2024,esnext.disposable",
    "--types",
    "node",
    "index.ts",
  ];
  const checked = await run(process.execPath, args, { cwd: project() }).catch(
    (error: { stdout: string }) => error,
  );
  expect(checked.stdout).toBe("");
}, 120_000);

test("the example program is brought up by the real engine, and goes again", async () => {
  const cloud = await sandboxCloud();
  const file = pathToFileURL(join(project(), "index.mjs")).href;
  // A program is a module that registers when it is loaded; each operation loads it anew.
  let loads = 0;
  const program = async () =>
    ({ ...((await import(/* @vite-ignore */ `${file}?${(loads += 1)}`)) as object) }) as Record<
      string,
      unknown
    >;
  const stack = await providerStack(cloud, program, { "aws:region": { value: "us-east-1" } });
  const { outputs } = await stack.up();
  const arn = `arn:aws:cloudtrail:us-east-1:${cloud.accountId}:trail`;
  expect(outputs).toEqual({
    trails: [`${arn}/Audit`, `${arn}/Objects`],
    questions: "trailwright_audit.cloudtrail_logs",
  });
  expect(Object.keys((await stack.preview()).changes)).toEqual(["same"]);
  expect((await stack.destroy()).changes).toHaveProperty("delete");
}, 120_000);
