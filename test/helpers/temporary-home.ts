import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type Paths, paths } from "../../infra/paths.ts";

/** A folder that is removed when the test has ended. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "trailwright-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Our folders in a place of their own, removed when the test has ended. */
export function temporaryPaths(): Paths {
  const folder = temporaryFolder();
  return paths({ TRAILWRIGHT_HOME: join(folder, "home"), TRAILWRIGHT_CACHE: join(folder, "cache") });
}
