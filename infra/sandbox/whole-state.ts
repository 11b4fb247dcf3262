import { constants, copyFileSync, existsSync, linkSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";

/** The table that holds words about the sandbox itself (its port); it is no part of what is saved and loaded. */
const ownTable = "state";

/** Copies the database and all object bodies into a folder, which is made. Bodies never change, so links to them do. */
export function saveState(db: DatabaseSync, folder: string, target: string): void {
  mkdirSync(join(target, "objects"), { recursive: true, mode: 0o700 });
  db.prepare("VACUUM INTO ?").run(join(target, "sandbox.sqlite"));
  for (const file of readdirSync(join(folder, "objects")))
    linkOrCopy(join(folder, "objects", file), join(target, "objects", file));
}

/**
 * Puts back what `saveState` saved, in place: every table's rows, whatever tables came later are emptied. Bodies are
 * there before the rows that name them; those that nothing names afterwards are left to be swept.
 * @param target none empties everything
 */
export function loadState(db: DatabaseSync, folder: string, target?: string): void {
  for (const file of target === undefined ? [] : readdirSync(join(target, "objects"))) {
    const path = join(folder, "objects", file);
    if (!existsSync(path)) linkOrCopy(join(target!, "objects", file), path);
  }
  if (target !== undefined) db.prepare("ATTACH DATABASE ? AS saved").run(join(target, "sandbox.sqlite"));
  try {
    db.exec("BEGIN IMMEDIATE");
    try {
      const saved = new Set(target === undefined ? [] : tablesOf(db, "saved"));
      for (const table of tablesOf(db, "main")) {
        db.exec(`DELETE FROM main."${table}"`);
        if (saved.has(table)) db.exec(`INSERT INTO main."${table}" SELECT * FROM saved."${table}"`);
      }
      db.exec("COMMIT");
    } catch (error) {
      if (db.isTransaction) db.exec("ROLLBACK");
      throw error;
    }
  } finally {
    if (target !== undefined) db.exec("DETACH DATABASE saved");
  }
}

function tablesOf(db: DatabaseSync, schema: "main" | "saved"): string[] {
  return db
    .prepare(
      `SELECT name FROM ${schema}.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> ?`,
    )
    .all(ownTable)
    .map(({ name }) => String(name));
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to, constants.COPYFILE_FICLONE);
  }
}
