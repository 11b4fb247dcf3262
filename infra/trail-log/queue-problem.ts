import { networkCode } from "../aws-error.ts";

/** Why a queue of announcements could not be read, in words with the next step. The bucket is listed instead. Pure. */
export function queueProblem(
  error: unknown,
  stack: string,
): { readonly message: string; readonly next: string } {
  const { name = "", message = "" } = (error ?? {}) as { name?: string; message?: string };
  const network = networkCode(error);
  const [why, next] = /NonExistentQueue|QueueDoesNotExist/.test(name)
    ? ["it does not exist", `Bring it back with "up --stack ${stack}".`]
    : /AccessDenied/.test(name)
      ? [
          "access denied",
          "Allow this identity sqs:ReceiveMessage and sqs:DeleteMessage on the stack's queue of deliveries.",
        ]
      : network === undefined
        ? [[name, message].filter(Boolean).join(": ") || "no reason was given", "Reading goes on by itself."]
        : [`no connection (${network})`, "Check the network; reading goes on by itself."];
  return {
    message: `The queue that announces log files could not be read: ${why}. The bucket is listed instead.`,
    next,
  };
}
