import { globSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { controls } from "../../../infra/checks/controls/index.ts";
import { runControls } from "../../../infra/checks/run-controls.ts";
import type { SetUp } from "../../../infra/checks/facts.ts";
import { purposes } from "../../../infra/purposes/catalogue/index.ts";

it("have ids of their own, in order, and numbers of the benchmark's versions", () => {
  const ids = controls.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.slice(0, 3)).toEqual(["CloudTrail.1", "CloudTrail.2", "CloudTrail.3"]);
  expect(ids.indexOf("CloudWatch.2")).toBeLessThan(ids.indexOf("CloudWatch.10"));
  for (const { cis } of controls)
    for (const number of cis)
      expect(number).toMatch(/^(?:5\.0\.0|3\.0\.0|1\.4\.0|1\.2\.0)\/\d+(?:\.\d+){1,2}$/);
});

it("are what the purposes promise", () => {
  const ids = new Set(controls.map(({ id }) => id));
  const promised = Object.values(purposes).flatMap(({ checks }) => checks);
  expect(promised.filter((id) => !ids.has(id))).toEqual([]);
});

it("judge nothing where trails may not be listed", () => {
  const setUp: SetUp = {
    accountId: "111122223333",
    region: "us-east-1",
    readAt: 0,
    trails: { unread: { action: "cloudtrail:ListTrails", why: "AccessDenied" } },
    buckets: new Map(),
    keys: new Map(),
    logGroups: new Map(),
    topics: new Map(),
    organizationId: undefined,
  };
  expect(new Set(runControls(setUp).map(({ status }) => status))).toEqual(new Set(["unknown"]));
});

it("are read by calls that change nothing", () => {
  const files = globSync("infra/checks/**/*.ts", { cwd: new URL("../../../", import.meta.url) });
  const commands = files.flatMap((file) => {
    const text = readFileSync(new URL(`../../../${file}`, import.meta.url), "utf8");
    return [...text.matchAll(/new (\w+)Command\(/g)].map(([, name]) => name!);
  });
  expect(commands.length).toBeGreaterThan(15);
  expect(commands.filter((name) => !/^(?:Get|List|Describe|Head)/.test(name))).toEqual([]);
});
