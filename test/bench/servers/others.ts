import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { installPythonTools, pythonEnvironment, pythonFolder } from "../../helpers/python-tools.ts";
import { type Emulator, freePort, quietly } from "./server.ts";

const requirements = fileURLToPath(new URL("../requirements.txt", import.meta.url));

/** Neither of them looks at signatures unless asked to; whoever signs is somebody. */
const anyone = { region: "us-east-1", accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "anything" };

function python(
  name: string,
  port: number,
  args: readonly string[],
  env: Record<string, string>,
): ReturnType<Emulator["start"]> {
  const folder = mkdtempSync(join(tmpdir(), `${name}-bench-`));
  const child = quietly("python3", args, { ...env, HOME: folder, TMPDIR: folder });
  return Promise.resolve({
    child,
    target: () => ({ port, ...anyone }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  });
}

/** moto's server mode: werkzeug with a thread per connection, all services in one process. */
const moto: Emulator = {
  name: "moto",
  async start() {
    const port = await freePort();
    const args = ["-m", "moto.server", "-H", "127.0.0.1", "-p", String(port)];
    return python("moto", port, args, pythonEnvironment({}));
  },
};

/** MiniStack as `ministack` starts it: hypercorn. Its own recording of calls stays off, its log silent. */
const ministack: Emulator = {
  name: "MiniStack",
  async start() {
    const port = await freePort();
    const env = { BIND_HOST: "127.0.0.1", GATEWAY_PORT: String(port), LOG_LEVEL: "ERROR" };
    const PYTHONPATH = pythonFolder(requirements);
    return python("ministack", port, ["-m", "ministack"], pythonEnvironment({ ...env, PYTHONPATH }));
  },
};

/** The emulators to compare with, installed. @throws Error when Python is not here */
export async function otherEmulators(): Promise<readonly Emulator[]> {
  for (const list of [undefined, requirements]) {
    const missing = await installPythonTools(list);
    if (missing) throw new Error(missing);
  }
  return [moto, ministack];
}
