import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { onTestFinished } from "vitest";
import { pythonEnvironment, pythonTools } from "./python-tools.ts";

/** True where moto's server can run; tests that need it skip by name otherwise. */
export async function hasMoto(): Promise<boolean> {
  if (!pythonTools()) return false;
  try {
    await promisify(execFile)("python3", ["-c", "import moto.server, flask"], { env: pythonEnvironment({}) });
    return true;
  } catch {
    return false;
  }
}

/** Starts moto's server on a free port; resolves to its address. It ends with the test, or when `finished` calls. */
export async function startMoto(
  finished: (end: () => Promise<void>) => void = onTestFinished,
): Promise<string> {
  const moto: ChildProcess = spawn("python3", ["-u", "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: pythonEnvironment({ MOTO_IAM_LOAD_MANAGED_POLICIES: "true" }),
  });
  finished(async () => {
    const ended = once(moto, "exit");
    if (moto.kill()) await ended;
  });
  moto.stdout!.resume();
  const said = createInterface({ input: moto.stderr! });
  return new Promise((resolve, reject) => {
    // The log is read to the end: a full pipe would stop the server.
    said.on("line", (line) => {
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
      if (found) resolve(found);
    });
    moto.once("exit", () => reject(new Error("moto ended before it listened")));
  });
}
