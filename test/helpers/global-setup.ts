import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { findEngine } from "../../infra/engine/cli.ts";
import { paths } from "../../infra/paths.ts";
import { installPythonTools } from "./python-tools.ts";

/** Once before all tests: the bundle, the Pulumi engine (found or built, with its progress shown), the Python tools. */
export default async function setup(): Promise<void> {
  const say = (message: string) => process.stderr.write(`${message}\n`);
  await promisify(execFile)(process.execPath, ["build.ts"]);
  let last = "";
  const engine = await findEngine({
    env: process.env,
    paths: paths(),
    onProgress: ({ message }) => {
      if (message !== last) say(`  engine: ${message}`);
      last = message;
    },
  });
  say(`  engine: Pulumi ${engine.version} (${engine.origin})`);
  const missing = await installPythonTools();
  if (missing) say(`  ${missing}`);
}
