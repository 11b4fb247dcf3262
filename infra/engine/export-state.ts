import { existsSync, readFileSync } from "node:fs";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { writeFile } from "../stacks/write-file.ts";
import { stateFile } from "./open-stack.ts";
import type { WorkerRequest } from "./worker-message.ts";

/** What `pulumi stack export` prints and `pulumi stack import` reads. */
export interface ExportedState {
  readonly version: number;
  readonly deployment: unknown;
}

/** The CLI runner inside of the automation API's workspace. */
interface CliRunner {
  runPulumiCmd(args: string[]): Promise<{ readonly stdout: string }>;
}

/** Writes the state as it is to the request's file; secrets stay encrypted. A stack without resources has no file. */
export async function exportState(
  { localBackend, stateBeforeFile, settings }: WorkerRequest,
  stack: Stack,
): Promise<void> {
  if (!stateBeforeFile || existsSync(stateBeforeFile)) return;
  const state = localBackend
    ? exportedFromFile(stateFile(localBackend, settings.stack))
    : await exportedByCli(stack);
  if (state && resourcesOf(state).length)
    writeFile(stateBeforeFile, `${JSON.stringify(state, undefined, 4)}\n`);
}

/** A local backend's file holds the same as the export, which saves a start of the CLI. Undefined before the first up. */
export function exportedFromFile(file: string): ExportedState | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
  const { version, checkpoint } = parsed(text);
  return checkpoint?.latest ? { version, deployment: checkpoint.latest } : undefined;
}

const resourcesOf = ({ deployment }: ExportedState): readonly unknown[] =>
  (deployment as { resources?: unknown[] } | null)?.resources ?? [];

/** A damaged file is told by whoever works with it. */
function parsed(text: string): { version: number; checkpoint?: { latest?: unknown } } {
  try {
    return JSON.parse(text);
  } catch {
    return { version: 0 };
  }
}

/** The automation API's own export decrypts secrets; this one does not. */
async function exportedByCli({ workspace, name }: Stack): Promise<ExportedState> {
  const { stdout } = await (workspace as unknown as CliRunner).runPulumiCmd([
    "stack",
    "export",
    "--stack",
    name,
  ]);
  return JSON.parse(stdout) as ExportedState;
}
