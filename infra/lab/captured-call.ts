import { awsProblem } from "../target/aws-problem.ts";
import type { Target } from "../target/target.ts";
import type { ActivityContext } from "./activities/activity.ts";
import type { GeneratedCall } from "./lab-state.ts";

/**
 * Makes the `call` of an activity's context: every call that reached AWS is handed to `onCall` with the request ID
 * the client saw, also when AWS refused it.
 */
export function capturedCall(options: {
  readonly activity: string;
  readonly target: Target;
  readonly region: string;
  readonly now: () => number;
  readonly onCall: (call: GeneratedCall) => void;
}): ActivityContext["call"] {
  return async (eventSource, eventName, send, expected = []) => {
    const calledAt = options.now();
    const capture = (requestId: string | undefined, errorCode?: string) => {
      if (!requestId) return;
      options.onCall({
        requestId,
        activity: options.activity,
        eventSource,
        eventName,
        ...(errorCode ? { errorCode } : {}),
        calledAt,
        status: "waiting",
      });
    };
    try {
      const reply = await send();
      capture(reply.$metadata.requestId);
      return reply;
    } catch (error) {
      const { name, $metadata } = error as { name: string; $metadata?: { requestId?: string } };
      capture($metadata?.requestId, name);
      if (expected.includes(name)) return undefined;
      throw awsProblem(error, {
        doing: `calling ${eventSource.split(".")[0]}:${eventName}`,
        region: options.region,
        endpoint: options.target.identity.endpoint,
      });
    }
  };
}
