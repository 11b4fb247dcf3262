import type { EngineEvent, OperationRequest } from "../../infra/index.ts";
import type { CommandRun } from "./command-run.ts";
import { engineEventText } from "./engine-text.ts";
import { sparingly } from "./sparingly.ts";

/** Prints the engine's events as they happen. Which engine it is, and how it was got, is told once per command. */
export function enginePrinter({ out }: CommandRun): (request: OperationRequest, event: EngineEvent) => void {
  const progress = sparingly((message) => out.note(`  ${message}`));
  return (request, event) => {
    out.emit({ type: "engine-event", stack: request.settings.stack, operation: request.kind, event });
    if (event.type === "stage" && event.stage !== "program") return progress(event.message);
    const toldAfterwards =
      request.kind === "preview" || request.kind === "refresh" || request.previewOnly === true;
    const text = engineEventText(event, toldAfterwards);
    if (text) out.note(text);
  };
}
