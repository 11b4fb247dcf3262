import { createHash, randomUUID } from "node:crypto";
import {
  appendFileSync,
  constants,
  copyFileSync,
  linkSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { filePieces } from "../../body.ts";
import type { Body } from "../../service.ts";
import type { World } from "../../world.ts";
import type { ByteRange } from "./byte-range.ts";
import { noncurrent, objects, parts } from "./state.ts";

/** Object bodies are files that never change: written before the commit, removed after it, swept when orphaned. */
export const bodyPath = (world: World, file: string): string => join(world.folder, "objects", file);

/** Moves a request's body in; it goes again if the transaction is undone. Returns the file's name. */
export function storeBody(world: World, body: Body): string {
  return create(world, (path) => body.moveTo(path));
}

/** A second name for the same bytes. */
export function copyBody(world: World, file: string): string {
  return create(world, (path) => {
    try {
      linkSync(bodyPath(world, file), path);
    } catch {
      copyFileSync(bodyPath(world, file), path, constants.COPYFILE_FICLONE);
    }
  });
}

/** One body out of many, in order. */
export function joinBodies(world: World, files: readonly string[]): string {
  return create(world, (path) => {
    for (const [index, file] of files.entries()) {
      if (index === 0) copyFileSync(bodyPath(world, file), path, constants.COPYFILE_FICLONE);
      else for (const piece of filePieces(bodyPath(world, file))) appendFileSync(path, piece);
    }
  });
}

/** A body of a part of another's bytes. */
export function storeRange(
  world: World,
  file: string,
  { start, end }: ByteRange,
): { file: string; size: number; etag: string } {
  const md5 = createHash("md5");
  const stored = create(world, (path) => {
    writeFileSync(path, "", { mode: 0o600 });
    let at = 0;
    for (const piece of filePieces(bodyPath(world, file))) {
      const wanted = piece.subarray(Math.max(0, start - at), Math.max(0, end - at));
      at += piece.length;
      md5.update(wanted);
      appendFileSync(path, wanted);
    }
  });
  return { file: stored, size: end - start, etag: md5.digest("hex") };
}

/** Removes a body once the change that drops it is committed. */
export function dropBody(world: World, file: string | undefined): void {
  if (file !== undefined) world.afterCommit(() => rmSync(bodyPath(world, file), { force: true }));
}

function create(world: World, write: (path: string) => void): string {
  const file = randomUUID();
  const path = bodyPath(world, file);
  world.afterRollback(() => rmSync(path, { force: true }));
  try {
    write(path);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  }
  return file;
}

/** Removes bodies that nothing refers to: what a killed process wrote but did not commit, or committed but did not remove. */
export function sweepBodies(world: World): void {
  const used = new Set<string | undefined>();
  for (const [, object] of objects(world).entries()) used.add(object.file);
  for (const [, versions] of noncurrent(world).entries()) for (const { file } of versions) used.add(file);
  for (const [, part] of parts(world).entries()) used.add(part.file);
  for (const file of readdirSync(join(world.folder, "objects")))
    if (!used.has(file)) rmSync(bodyPath(world, file), { force: true });
}
