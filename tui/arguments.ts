import type { LabRequest } from "./connection/connection.ts";

/** Stack of the lab when none is named. */
export const defaultStack = "lab";

/**
 * Looks at the arguments by hand, because the first frame must not wait for a parser: returns what the screen opens
 * when they ask for nothing but the lab in the sandbox, undefined for everything that the commands have to judge.
 */
export function screenRequest(args: readonly string[]): LabRequest | undefined {
  const rest = args[0] === "lab" ? args.slice(1) : args;
  if (rest.length > 1 || (rest.length === 1 && rest[0] !== "--sandbox")) return undefined;
  return { target: "sandbox", stack: defaultStack, profile: undefined, region: undefined, answers: {} };
}

/**
 * Whether a full screen can be shown: a terminal at both ends that can move its cursor, and nobody listening instead
 * of looking.
 */
export const canShowScreen = (
  {
    stdin,
    stdout,
  }: { readonly stdin: { readonly isTTY?: boolean }; readonly stdout: { readonly isTTY?: boolean } },
  env: NodeJS.ProcessEnv,
): boolean =>
  stdin.isTTY === true &&
  stdout.isTTY === true &&
  env["TERM"] !== "dumb" &&
  env["INK_SCREEN_READER"] !== "true";
