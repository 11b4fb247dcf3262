import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { pythonEnvironment } from "../helpers/python-tools.ts";
import type { Step, Suite } from "./suite.ts";

/** What became of one step. */
export interface Outcome {
  readonly operation: string;
  /** What botocore's model does not say of the answer, as sentences; empty when all is well. */
  readonly findings: readonly string[];
  readonly status?: number;
  /** The parsed answer of a call that succeeded, without what the client adds. */
  readonly response?: Readonly<Record<string, unknown>>;
  /** The parsed answer of one that failed. */
  readonly error?: {
    readonly Error: { readonly Code: string; readonly Message?: string; readonly Type?: string };
  } & Readonly<Record<string, unknown>>;
  /** The model has the error's code among the operation's. */
  readonly modelled?: boolean;
}

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Where a suite's calls go. */
export interface Target {
  readonly endpoint: string;
  readonly callers: Readonly<Record<string, Keys>>;
  readonly variables: Readonly<Record<string, string>>;
}

const script = fileURLToPath(new URL("drive.py", import.meta.url));

// As many as the smallest machine has cores.
const most = 2;
let running = 0;
const waiting: (() => void)[] = [];

/** Makes the suite's calls in one process of Python; resolves to one outcome per step. */
export async function drive(
  { service }: Suite,
  steps: readonly Step[],
  client: "boto3" | "cli",
  { endpoint, callers, variables }: Target,
): Promise<readonly Outcome[]> {
  if (running < most) running++;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await inPython(service, steps, client, { endpoint, callers, variables });
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}

async function inPython(
  service: string,
  steps: readonly Step[],
  client: "boto3" | "cli",
  { endpoint, callers, variables }: Target,
): Promise<readonly Outcome[]> {
  const python = spawn("python3", ["-B", script], {
    stdio: ["pipe", "pipe", "pipe"],
    env: pythonEnvironment({ AWS_MAX_ATTEMPTS: "1" }),
  });
  python.stdin.end(
    JSON.stringify({ service, steps, client, endpoint, callers, variables, region: "us-east-1" }),
  );
  const [said, complaint] = await Promise.all([
    text(python.stdout),
    text(python.stderr),
    once(python, "exit"),
  ]);
  const outcomes = said
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Outcome);
  if (outcomes.length !== steps.length) throw new Error(`${service}: ${complaint}`);
  return outcomes;
}
