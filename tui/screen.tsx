import { render } from "ink";
import { exitCode, paths } from "../infra/index.ts";
import { App } from "./app.tsx";
import type { LabRequest } from "./connection/connection.ts";
import { openLabFor } from "./connection/open-lab.ts";
import { controller } from "./control/controller.ts";
import { SurroundingsProvider, surroundingsFrom } from "./surroundings.ts";
import { startWatchdog } from "./terminal/watchdog.ts";

/** Signals that ask us to go; as Ctrl-C does, the second leaves at once. */
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Opens the full screen and resolves with the exit code once it is closed and everything is put away. The first frame
 * is drawn from what is at hand; the target, the engine and the log are loaded behind it.
 */
export async function openScreen(
  request: LabRequest,
  { env, stdin, stdout, stderr }: Pick<NodeJS.Process, "env" | "stdin" | "stdout" | "stderr">,
): Promise<number> {
  let finish: (code: number) => void = () => {};
  const finished = new Promise<number>((resolve) => {
    finish = resolve;
  });
  const control = controller({
    request,
    open: openLabFor(env, paths(env)),
    exit: (code) => finish(code),
    now: Date.now,
  });
  const interrupt = () => control.leave("interrupted");
  for (const signal of signals) process.on(signal, interrupt);
  const screen = render(
    <SurroundingsProvider value={surroundingsFrom(env)}>
      <App control={control} />
    </SurroundingsProvider>,
    {
      stdin,
      stdout,
      stderr,
      alternateScreen: true,
      incrementalRendering: true,
      exitOnCtrlC: false,
      interactive: true,
    },
  );
  let dismiss = () => {};
  try {
    await screen.waitUntilRenderFlush();
    dismiss = startWatchdog(stdout);
    void control.open(request);
    // A component that throws ends Ink; its error is shown on the restored terminal.
    return await Promise.race([finished, screen.waitUntilExit().then(() => finished)]);
  } catch (error) {
    screen.unmount();
    stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return exitCode.internal;
  } finally {
    screen.unmount();
    dismiss();
    for (const signal of signals) process.off(signal, interrupt);
  }
}
