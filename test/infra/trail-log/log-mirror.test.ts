import { readdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { describe, expect, test, vi } from "vitest";
import { LogMirror } from "../../../infra/trail-log/log-mirror.ts";
import { temporaryFolder } from "../../helpers/temporary-home.ts";

// A full disk cannot be had without one: writing fails on demand, everything else is real.
vi.mock("node:fs/promises", async (importOriginal) => {
  const real = await importOriginal<typeof import("node:fs/promises")>();
  return { ...real, writeFile: vi.fn(real.writeFile) };
});

const bytes = Buffer.from("0123456789");
const file = (key: string, etag = "1") => ({ key, etag, bytes: bytes.length, modified: 0 });
const files = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());

function mirror(folder = temporaryFolder(), maximumBytes = 1_000) {
  const troubles: string[] = [];
  return {
    folder,
    troubles,
    mirror: new LogMirror({ folder, maximumBytes, onTrouble: (message) => troubles.push(message) }),
  };
}

describe("local copies of log files", () => {
  test("are told apart by bucket, key and ETag", async () => {
    const { mirror: copies } = mirror();
    await copies.write("one", file("k"), bytes);
    expect(await copies.read("one", file("k"))).toEqual(bytes);
    expect(await copies.read("two", file("k"))).toBeUndefined();
    expect(await copies.read("one", file("k", "2"))).toBeUndefined();
    expect(await copies.read("one", { ...file("k"), bytes: 9 })).toBeUndefined();
    await copies.forget("one", file("k"));
    expect(await copies.read("one", file("k"))).toBeUndefined();
  });

  test("outlive the process, and its bound is kept by the next", async () => {
    const first = mirror();
    for (const key of ["a", "b", "c"]) await first.mirror.write("bucket", file(key), bytes);
    const second = mirror(first.folder, 30);
    expect(await second.mirror.read("bucket", file("c"))).toEqual(bytes);
    await second.mirror.write("bucket", file("d"), bytes);
    expect(files(first.folder).length).toBeLessThanOrEqual(3);
    expect(await second.mirror.read("bucket", file("d"))).toEqual(bytes);
  });

  test("a disk that is full is said once, leaves nothing half written, and reading goes on", async () => {
    const { mirror: copies, folder, troubles } = mirror();
    await copies.write("bucket", file("a"), bytes);
    vi.mocked(writeFile).mockRejectedValueOnce(Object.assign(new Error("no space"), { code: "ENOSPC" }));
    await copies.write("bucket", file("b"), bytes);
    await copies.write("bucket", file("c"), bytes);
    expect(troubles).toEqual([
      `Log files are no longer kept in ${folder}: the disk is full. Reading goes on without local copies.`,
    ]);
    expect(files(folder)).toHaveLength(1);
    expect(await copies.read("bucket", file("a"))).toEqual(bytes);
  });
});
