import { render } from "ink";
import { exitCode, listProfiles, paths } from "../infra/index.ts";
import { App } from "./app.tsx";
import type { LabRequest } from "./connection/connection.ts";
import { openLabFor } from "./connection/open-lab.ts";
import { controller } from "./control/controller.ts";
import { visibleText } from "./present/visible-text.ts";
import { SurroundingsProvider, surroundingsFrom } from "./surroundings.ts";
import { startWatchdog } from "./terminal/watchdog.ts";

/** Signals that ask us to go; as Ctrl-C does, the second leaves at once. */
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** What is left to say on the restored terminal, by exit code. */
const parting: Readonly<Record<number, string>> = {
  [exitCode.cancelled]: "Stopped and put away. Start it again to go on where you were.",
  130: "Left at once; what is in flight ends by itself. Start it again to go on where you were.",
};

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
  let code: number | undefined;
  try {
    await screen.waitUntilRenderFlush();
    dismiss = startWatchdog(stdout);
    void control.open(request);
    // A config file that cannot be read is told when the account is opened.
    listProfiles(env).then(
      (profiles) => control.dispatch({ type: "profiles", names: profiles.map(({ name }) => name) }),
      () => {},
    );
    // A component that throws ends Ink; its error is shown on the restored terminal.
    code = await Promise.race([finished, screen.waitUntilExit().then(() => finished)]);
    return code;
  } catch (error) {
    screen.unmount();
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    stderr.write(`${text.split("\n").map(visibleText).join("\n")}\n`);
    return exitCode.internal;
  } finally {
    screen.unmount();
    dismiss();
    for (const signal of signals) process.off(signal, interrupt);
    const word = code === undefined ? undefined : parting[code];
    if (word) stderr.write(`${word}\n`);
  }
}
