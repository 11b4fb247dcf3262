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
import type { Body, Reply } from "../../service.ts";
import type { World } from "../../world.ts";
import type { ByteRange } from "./byte-range.ts";
import { noncurrent, objects, parts } from "./state.ts";

/** Bodies up to this size are rows of the database: much quicker than files, which the file system has to find room for. */
const smallBody = 16 * 1024;

/** Large bodies are files that never change: written before the commit, removed after it, swept when orphaned. */
const bodyPath = (world: World, file: string): string => join(world.folder, "objects", file);

/** Names of bodies in the database begin with this. */
const inDatabase = "row-";

const rowOf = (name: string): number | undefined =>
  name.startsWith(inDatabase) ? Number(name.slice(inDatabase.length)) : undefined;

/** Takes a request's body in; it goes again if the transaction is undone. Returns its name. */
export function storeBody(world: World, body: Body): string {
  if (body.size <= smallBody) return insert(world, body.bytes());
  return create(world, (path) => body.moveTo(path));
}

function insert(world: World, bytes: Buffer): string {
  const { lastInsertRowid } = statements(world).insert.run(bytes);
  return `${inDatabase}${lastInsertRowid}`;
}

function select(world: World, row: number): Buffer {
  const { bytes } = statements(world).select.get(row) as { bytes: Uint8Array };
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A body's content in pieces. */
export function bodyPieces(world: World, file: string): Iterable<Buffer> {
  const row = rowOf(file);
  return row === undefined ? filePieces(bodyPath(world, file)) : [select(world, row)];
}

/** A part of a body, as answers carry it. */
export function bodyPart(world: World, file: string, { start, end }: ByteRange): NonNullable<Reply["body"]> {
  const row = rowOf(file);
  if (row === undefined) return { file: bodyPath(world, file), start, end };
  return select(world, row).subarray(start, end);
}

/** A second name for the same bytes. */
export function copyBody(world: World, file: string): string {
  const row = rowOf(file);
  if (row !== undefined) return insert(world, select(world, row));
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
      if (index === 0 && rowOf(file) === undefined)
        copyFileSync(bodyPath(world, file), path, constants.COPYFILE_FICLONE);
      else for (const piece of bodyPieces(world, file)) appendFileSync(path, piece, { mode: 0o600 });
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
    for (const piece of bodyPieces(world, file)) {
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
  if (file === undefined) return;
  const row = rowOf(file);
  if (row === undefined) world.afterCommit(() => rmSync(bodyPath(world, file), { force: true }));
  else statements(world).remove.run(row);
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

type Statement = ReturnType<World["db"]["prepare"]>;

interface Statements {
  readonly insert: Statement;
  readonly select: Statement;
  readonly remove: Statement;
}

const prepared = new WeakMap<World["db"], Statements>();

function statements({ db }: World): Statements {
  let found = prepared.get(db);
  if (!found) {
    found = {
      insert: db.prepare("INSERT INTO small_bodies (bytes) VALUES (?)"),
      select: db.prepare("SELECT bytes FROM small_bodies WHERE id = ?"),
      remove: db.prepare("DELETE FROM small_bodies WHERE id = ?"),
    };
    prepared.set(db, found);
  }
  return found;
}
