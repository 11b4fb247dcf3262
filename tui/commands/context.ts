import type { LabRequest } from "../connection/connection.ts";

/** What the commands are given by main.tsx. */
export interface ProgramContext {
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Opens the full screen; resolves with the exit code. It owns Ctrl-C while it is open. */
  openScreen(request: LabRequest): Promise<number>;
}
