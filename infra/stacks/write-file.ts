import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { TrailwrightError } from "../errors.ts";

/** Writes a whole file or nothing, readable by its owner only. Throws DiskFull. */
export function writeFile(file: string, text: string): void {
  const unfinished = `${file}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(unfinished, text, { mode: 0o600, flush: true });
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
    throw new TrailwrightError("DiskFull", `No space is left to write ${file}; the file is as it was.`, {
      next: "Make room on that disk, or set TRAILWRIGHT_HOME to a folder on another one.",
      cause: error,
    });
  }
}
