import {
  type EngineEvent,
  type LabSession,
  type OperationRequest,
  openLabSession,
  type RunningOperation,
  runOperation,
  type StackSettings,
  type Target,
  TrailwrightError,
} from "../../infra/index.ts";
import type { CommandRun } from "./command-run.ts";
import { engineEventText } from "./engine-text.ts";
import { settingsOf } from "./stack-target.ts";

/** Opens the session of a stack for a command: engine events are printed as they happen, Ctrl-C cancels, the end closes. */
export async function openStackSession(
  run: CommandRun,
  target: Target,
  stack: string,
  answers: Partial<StackSettings> = {},
): Promise<LabSession> {
  const session = await openLabSession({
    target,
    paths: run.paths,
    env: run.env,
    stack,
    answers,
    onNotice: (message) => {
      run.out.note(message);
      run.out.emit({ type: "notice", stack, message });
    },
    run: (request) => printed(run, request),
  });
  const cancel = () => session.cancel();
  run.signal.addEventListener("abort", cancel);
  run.onEnd(async () => {
    run.signal.removeEventListener("abort", cancel);
    await session.close();
  });
  return session;
}

/** The engine's operation, every event of it printed on its way. */
export function printed(run: CommandRun, request: OperationRequest): RunningOperation {
  const starting = runOperation(request, { paths: run.paths, env: run.env });
  starting.catch(() => {});
  const result = starting.then((running) => running.result);
  result.catch(() => {});
  return {
    result,
    cancel: () =>
      void starting.then(
        (running) => running.cancel(),
        () => {},
      ),
    async *[Symbol.asyncIterator]() {
      for await (const event of await starting) {
        print(run, request, event);
        yield event;
      }
    },
  };
}

function print(run: CommandRun, request: OperationRequest, event: EngineEvent): void {
  const stack = request.settings.stack;
  run.out.emit({ type: "engine-event", stack, operation: request.kind, event });
  const text = engineEventText(event, request.kind === "preview" || request.previewOnly === true);
  if (text) run.out.note(text);
}

/** A stack that must be there already. Throws StackNotFound. */
export async function mustExist(run: CommandRun, stack: string): Promise<StackSettings> {
  const settings = await settingsOf(run, stack);
  if (settings) return settings;
  throw new TrailwrightError("StackNotFound", `There is no stack ${stack}.`, {
    next: "`trailwright stacks` lists the stacks there are; `trailwright lab` makes one.",
  });
}
