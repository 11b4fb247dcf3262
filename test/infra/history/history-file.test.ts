import { appendFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  appendHistory,
  historyFolder,
  listHistories,
  readHistory,
} from "../../../infra/history/history-file.ts";
import { keptState, keptStates, pruneStates, stateBeforeFile } from "../../../infra/history/state-files.ts";
import { writeFile } from "../../../infra/stacks/write-file.ts";
import { temporaryPaths } from "../../helpers/temporary-home.ts";

const entry = (stack: string, at: number) => ({
  stack,
  kind: "up" as const,
  at,
  seconds: 1.5,
  who: "arn:aws:iam::111122223333:user/alice",
  accountId: "111122223333",
  region: "us-east-1",
  target: "sandbox" as const,
  outcome: "succeeded" as const,
  changes: { create: 8 },
});

test("operations are numbered per stack and read back in order; half a line is passed over", () => {
  const paths = temporaryPaths();
  expect(readHistory(paths, "a")).toEqual([]);
  appendHistory(paths, entry("a", 1));
  appendFileSync(join(historyFolder(paths), "a.jsonl"), '{"number":7,"sta\n');
  appendHistory(paths, entry("a", 2));
  appendHistory(paths, entry("b", 3));
  expect(readHistory(paths, "a")).toEqual([
    { number: 1, ...entry("a", 1) },
    { number: 2, ...entry("a", 2) },
  ]);
  expect(readHistory(paths, "b")).toMatchObject([{ number: 1, at: 3 }]);
  expect(listHistories(paths)).toEqual(["a", "b"]);
  expect(statSync(join(historyFolder(paths), "a.jsonl")).mode & 0o777).toBe(0o600);
});

test("a long history is cut at its old end, and the numbers go on", () => {
  const paths = temporaryPaths();
  appendHistory(paths, entry("a", 0));
  const lines = Array.from({ length: 1000 }, (_, at) =>
    JSON.stringify({ number: at + 1, ...entry("a", at) }),
  );
  writeFileSync(join(historyFolder(paths), "a.jsonl"), `${lines.join("\n")}\n`);
  appendHistory(paths, entry("a", 1000));
  const kept = readHistory(paths, "a");
  expect(kept).toHaveLength(501);
  expect(kept[0]!.number).toBe(501);
  expect(kept.at(-1)!.number).toBe(1001);
});

test("the last ten states are kept", () => {
  const paths = temporaryPaths();
  const files = Array.from({ length: keptStates + 3 }, (_, hour) =>
    stateBeforeFile(paths, "a", hour % 2 ? "up" : "refresh", hour * 3_600_000),
  );
  for (const file of files) writeFile(file, "{}");
  pruneStates(paths, "a");
  const kept = files.map((file) => keptState(paths, "a", file.split("/").at(-1)!));
  expect(kept).toEqual([undefined, undefined, undefined, ...files.slice(3)]);
  pruneStates(paths, "never");
});
