import { spawnSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { allEnded, sandboxEnded, until } from "../helpers/processes.ts";
import { openSession } from "../helpers/screen-session.ts";
import { type Ended, ndjson, newHome, run } from "../helpers/trailwright.ts";

/** A disk of its own for TRAILWRIGHT_HOME: a small file system in memory, which only root may mount. */
function smallDisk(megabytes: number) {
  const home = newHome();
  const folder = home.env["TRAILWRIGHT_HOME"]!;
  mkdirSync(folder);
  const mount = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m,mode=0700`, "tmpfs", folder]);
  if (mount.status !== 0) {
    home.remove();
    return undefined;
  }
  const ballast = join(folder, "ballast");
  return {
    home,
    /** Writes until nothing more fits. */
    fill() {
      const file = openSync(ballast, "a");
      for (let size = 65_536; size >= 1; size = Math.floor(size / 2)) {
        try {
          for (;;) writeSync(file, Buffer.alloc(size));
        } catch {
          // Full for this size; a smaller piece may fit.
        }
      }
      closeSync(file);
    },
    makeRoom: () => rmSync(ballast),
    async remove() {
      await allEnded(home);
      await sandboxEnded(home);
      await until("the disk can go", () => spawnSync("umount", [folder]).status === 0 || undefined);
      home.remove();
    },
  };
}

const possible = smallDisk(1);
await possible?.remove();

function expectFull(ended: Ended): void {
  expect(ended.code).toBe(1);
  expect(ended.stderr).toMatch(/^error: .*(disk|space)/im);
  expect(ended.stderr).toMatch(/^ {2}next: .*(room|space)/im);
}

test.skipIf(!possible)(
  "a full disk (needs root, for a small disk to be mounted) stops what is done with a word; with room again it goes on",
  async () => {
    const disk = smallDisk(4)!;
    onTestFinished(() => disk.remove());
    const { home, fill, makeRoom } = disk;
    fill();
    expectFull(await run(["up", "--yes"], home));
    const session = openSession([], home);
    await session.waitFor(/full|No space/);
    session.send("q");
    expect(await session.left()).toBe(0);

    makeRoom();
    const preview = await run(["preview"], home);
    expect(preview.code, preview.stderr).toBe(0);
    fill();
    const full = await run(["up", "--yes"], home);
    expectFull(full);
    // Said once, not with every change of the progress.
    expect(full.stderr.match(/No space is left to write/g)?.length ?? 0).toBeLessThanOrEqual(2);

    makeRoom();
    const up = await run(["up", "--yes", "--json"], home);
    expect(up.code, up.stderr).toBe(0);
    fill();
    expectFull(await run(["destroy", "--yes"], home));
    makeRoom();
    const destroyed = await run(["destroy", "--yes"], home);
    expect(destroyed.code, destroyed.stderr).toBe(0);
    const stacks = await run(["stacks", "--json"], home);
    expect(ndjson(stacks.stdout).at(-1)).toMatchObject({ stacks: [] });
  },
  120_000,
);
