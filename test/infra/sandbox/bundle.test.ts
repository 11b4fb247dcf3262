import { execFile } from "node:child_process";
import { pathToFileURL } from "node:url";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const bundle = pathToFileURL(join(import.meta.dirname, "../../../dist/sandbox.js")).href;

it("loads the sandbox without Node's fetch, which its first answer would wait for", async () => {
  const script = `await import("${bundle}"); console.log(process.moduleLoadList.join("\\n"));`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script]);
  expect(stdout).toContain("NativeModule _http_server");
  expect(stdout).not.toContain("undici");
});
