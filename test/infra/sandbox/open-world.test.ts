import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { systemClock } from "../../../infra/sandbox/clock.ts";
import { type OpenWorld, openWorld } from "../../../infra/sandbox/open-world.ts";

let folder: string;
const opened: OpenWorld[] = [];

const open = (): OpenWorld => {
  const world = openWorld({
    folder,
    clock: systemClock,
    internalCall: () => {
      throw new Error("not here");
    },
  });
  opened.push(world);
  return world;
};
const shut = (world: OpenWorld) => {
  opened.splice(opened.indexOf(world), 1);
  world.close();
};

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "trailwright-world-")), "state");
});
afterEach(() => {
  for (const world of opened.splice(0)) world.close();
  rmSync(join(folder, ".."), { recursive: true, force: true });
});

it("keeps its folder to its user, and its documents from run to run", () => {
  const world = open();
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder, "sandbox.sqlite")).mode & 0o777).toBe(0o600);
  world.collection("things").put("a", { n: 1 });
  world.collection("things").put("b", { n: 2 });
  world.collection("things").delete("a");
  shut(world);
  const again = open();
  expect([...again.collection("things").entries()]).toEqual([["b", { n: 2 }]]);
  expect(again.closedCleanly).toBe(true);
});

it("undoes a transaction in memory and on disk, a savepoint without its surroundings", () => {
  const world = open();
  const things = world.collection<number>("things");
  things.put("kept", 1);
  const told: string[] = [];
  world.transaction(() => {
    things.put("outer", 2);
    world.afterCommit(() => told.push("outer committed"));
    expect(() =>
      world.transaction(() => {
        things.put("inner", 3);
        things.delete("kept");
        things.put("outer", 20);
        world.afterCommit(() => told.push("inner committed"));
        world.afterRollback(() => told.push("inner undone"));
        throw new Error("inner");
      }),
    ).toThrow("inner");
    expect([...things.entries()]).toEqual([
      ["kept", 1],
      ["outer", 2],
    ]);
  });
  expect(told).toEqual(["inner undone", "outer committed"]);
  expect(() =>
    world.transaction(() => {
      world.transaction(() => things.put("inner", 4));
      throw new Error("outer");
    }),
  ).toThrow("outer");
  const expected = [
    ["kept", 1],
    ["outer", 2],
  ];
  expect([...things.entries()]).toEqual(expected);
  shut(world);
  expect([...open().collection("things").entries()]).toEqual(expected);
});

it("lists by prefix and from a key on, in UTF-8 order", () => {
  const things = open().collection<number>("things");
  for (const [index, key] of ["b/\u{1f600}", "b/\uff5e", "b/a", "a", "b", "c"].entries())
    things.put(key, index);
  expect([...things.entries("b/")].map(([key]) => key)).toEqual(["b/a", "b/\uff5e", "b/\u{1f600}"]);
  expect([...things.entries("b/", "b/b")].map(([key]) => key)).toEqual(["b/\uff5e", "b/\u{1f600}"]);
});

it("commits the work of one turn together; savepoints within are undone alone", async () => {
  const world = open();
  const things = world.collection<number>("things");
  const told: string[] = [];
  const put = (key: string) =>
    world.commitTogether(() => {
      things.put(key, 1);
      world.afterCommit(() => told.push(key));
      expect(() =>
        world.transaction(() => {
          things.put(`${key}-undone`, 1);
          throw new Error(key);
        }),
      ).toThrow(key);
      return key;
    });
  const all = Promise.all([put("a"), put("b")]);
  expect(world.db.isTransaction).toBe(true);
  expect(told).toEqual([]);
  expect(await all).toEqual(["a", "b"]);
  expect(told).toEqual(["a", "b"]);
  expect(world.db.isTransaction).toBe(false);
  const before = put("c");
  // Others do not wait for the turn's end, and are not undone with it.
  world.transaction(() => expect(told).toEqual(["a", "b", "c"]));
  await before;
  void put("d").catch(() => {});
  shut(world);
  expect([...open().collection("things").entries()].map(([key]) => key)).toEqual(["a", "b", "c", "d"]);
});

it("commits a turn's work also where a test suite has replaced the timers", async () => {
  vi.useFakeTimers();
  try {
    const world = open();
    expect(await world.commitTogether(() => 1)).toBe(1);
    expect(world.db.isTransaction).toBe(false);
  } finally {
    vi.useRealTimers();
  }
});

it("undoes all of a turn when one of them fails", async () => {
  const world = open();
  const things = world.collection<number>("things");
  const good = world.commitTogether(() => things.put("good", 1));
  const bad = world.commitTogether(() => {
    things.put("bad", 1);
    throw new Error("bad");
  });
  const later = world.commitTogether(() => things.put("later", 1));
  const how = (await Promise.allSettled([good, bad, later])).map(({ status }) => status);
  expect(how).toEqual(["rejected", "rejected", "fulfilled"]);
  shut(world);
  expect([...open().collection("things").entries()]).toEqual([["later", 1]]);
});

it("tells all of a turn when the disk is full, and takes back what they did", async () => {
  const world = open();
  const things = world.collection<string>("things");
  things.put("before", "x");
  const { page_count: pages } = world.db.prepare("PRAGMA page_count").get() as { page_count: number };
  world.db.exec(`PRAGMA max_page_count = ${pages}`);
  const put = (key: string, size: number) => world.commitTogether(() => things.put(key, "x".repeat(size)));
  const [small, big] = await Promise.allSettled([put("small", 1), put("big", 100_000)]);
  expect([small.status, big.status]).toEqual(["rejected", "rejected"]);
  expect([...things.entries()]).toEqual([["before", "x"]]);
  world.db.exec("PRAGMA max_page_count = 1000000");
  await put("small", 1);
  shut(world);
  expect([...open().collection("things").entries()]).toEqual([
    ["before", "x"],
    ["small", "x"],
  ]);
});

it("refuses to write to a full disk and goes on when there is room again", () => {
  const world = open();
  const things = world.collection<string>("things");
  things.put("before", "x");
  const { page_count: pages } = world.db.prepare("PRAGMA page_count").get() as { page_count: number };
  world.db.exec(`PRAGMA max_page_count = ${pages}`);
  expect(() =>
    world.transaction(() => world.transaction(() => things.put("big", "x".repeat(100_000)))),
  ).toThrow(/full/);
  expect([...things.entries()]).toEqual([["before", "x"]]);
  world.db.exec("PRAGMA max_page_count = 1000000");
  world.transaction(() => things.put("big", "x".repeat(100_000)));
  shut(world);
  expect(open().collection("things").has("big")).toBe(true);
});

it("lets one process in; a killed one leaves no lock, loses nothing committed and is noticed", async () => {
  const script = `
    import { openWorld } from ${JSON.stringify(new URL("../../../infra/sandbox/open-world.ts", import.meta.url).href)};
    import { systemClock } from ${JSON.stringify(new URL("../../../infra/sandbox/clock.ts", import.meta.url).href)};
    const world = openWorld({ folder: ${JSON.stringify(folder)}, clock: systemClock });
    world.collection("things").put("committed", 1);
    world.db.exec("BEGIN");
    world.collection("things").put("open", 2);
    process.stdout.write("ready");
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  expect(() => openWorld({ folder, clock: systemClock, internalCall: undefined as never })).toThrow(
    "Another process has this sandbox open.",
  );
  child.kill("SIGKILL");
  await once(child, "exit");
  writeFileSync(join(folder, "tmp", "half-uploaded"), "x");
  const world = open();
  expect(world.closedCleanly).toBe(false);
  expect([...world.collection("things").entries()]).toEqual([["committed", 1]]);
  expect(readdirSync(join(folder, "tmp"))).toEqual([]);
});
