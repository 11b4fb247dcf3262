import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { cloudAt, providerStack } from "../../../helpers/provider-stack.ts";
import { trailProgram } from "../../../helpers/trail-program.ts";

/** moto knows nothing of our code: what works on it does not work by agreement between our two sides. */
function hasMoto(): boolean {
  try {
    execFileSync("python3", ["-c", "import moto.server, flask"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Starts moto on a free port; it ends with the test. */
async function startMoto(): Promise<string> {
  const moto: ChildProcess = spawn("python3", ["-u", "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(async () => {
    const ended = once(moto, "exit");
    if (moto.kill()) await ended;
  });
  const said = createInterface({ input: moto.stderr! });
  const address = (async () => {
    for await (const line of said) {
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
      if (found) return found;
    }
    throw new Error("moto ended before it listened");
  })();
  moto.stdout!.resume();
  return address;
}

test.skipIf(!hasMoto())(
  "the whole program lives and dies on moto as well (needs Python with moto's server)",
  async () => {
    const cloud = cloudAt(
      {
        region: "us-east-1",
        endpoint: await startMoto(),
        forcePathStyle: true,
        credentials: async () => ({ accessKeyId: "test", secretAccessKey: "test" }),
      },
      "123456789012",
    );
    const about = { bucket: "on-moto", accountId: cloud.accountId };
    const stack = await providerStack(cloud, trailProgram(about));
    expect((await stack.up()).changes).toEqual({ create: 9 });
    expect((await stack.refresh()).changes).toEqual({ same: 9 });
    stack.program = trailProgram({ ...about, tags: { purpose: "fun" }, days: 7 });
    expect((await stack.up()).changes).toEqual({ same: 6, update: 3 });
    expect((await stack.destroy()).changes).toEqual({ delete: 9 });
  },
);
