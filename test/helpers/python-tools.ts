import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));
const testRequirements = `${root}test/requirements.txt`;

/** Folder that the packages of a requirements file are installed in; a changed file makes another one. */
export function pythonFolder(requirements = testRequirements): string {
  const digest = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 12);
  return `${root}.cache/python-${digest}`;
}

/** True where the tools are installed; tests that need them skip by name otherwise. */
export const pythonTools = (): boolean => existsSync(pythonFolder());

/**
 * Installs the packages of a requirements file with pip, once: the AWS CLI, boto3 and moto unless another is given. Resolves to a word on why they are missing, or undefined.
 * Fails when Python is there but the installation does not work: that is a broken set-up, not a missing tool.
 */
export async function installPythonTools(requirements = testRequirements): Promise<string | undefined> {
  const folder = pythonFolder(requirements);
  if (existsSync(folder)) return undefined;
  try {
    await run("python3", ["-m", "pip", "--version"]);
  } catch {
    return "python3 with pip is not here, so the AWS CLI and boto3 tests are skipped";
  }
  const partial = `${folder}.${process.pid}`;
  await run("python3", ["-m", "pip", "install", "--quiet", "--target", partial, "-r", requirements], {
    maxBuffer: 1 << 26,
  });
  if (existsSync(folder)) rmSync(partial, { recursive: true });
  else renameSync(partial, folder);
  return undefined;
}

/** What a tool of the test printed. */
export interface Output {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** The environment of a Python program that may import the tools; nothing of this machine's AWS configuration leaks in. */
export const pythonEnvironment = (more: Record<string, string>): Record<string, string> => ({
  PATH: process.env["PATH"] ?? "",
  HOME: "/nonexistent",
  PYTHONPATH: pythonFolder(),
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_PAGER: "",
  ...more,
});

async function python(args: readonly string[], env: Record<string, string>): Promise<Output> {
  try {
    const { stdout, stderr } = await run("python3", args as string[], {
      env: pythonEnvironment(env),
      maxBuffer: 1 << 28,
    });
    return { stdout, stderr, code: 0 };
  } catch (error) {
    const failure = error as { stdout?: string; stderr?: string; code?: number };
    return { stdout: failure.stdout ?? "", stderr: failure.stderr ?? String(error), code: failure.code ?? 1 };
  }
}

/** Runs the AWS CLI, as `aws ARGS` in an environment of just `env`. */
export const awsCli = (args: readonly string[], env: Record<string, string>): Promise<Output> =>
  python(["-m", "awscli", ...args], env);

/** Runs a Python script that may import boto3. */
export const boto3 = (script: string, env: Record<string, string>): Promise<Output> =>
  python(["-c", script], env);
