import { describe, expect, test } from "vitest";
import { needsOf, neededBy } from "../../../infra/fleet/stack-needs.ts";
import { stillDelivering } from "../../../infra/fleet/still-delivering.ts";
import type { StackSummary } from "../../../infra/stacks/summary.ts";
import { stackSettingsSchema } from "../../../infra/stacks/settings.ts";

const stack = (name: string, bucketName: string, more: object = {}) =>
  stackSettingsSchema.parse({ stack: name, bucketName, ...more });

const archive = stack("archive", "central-logs", { kind: "log-archive" });
const member = stack("member", "central-logs", { centralBucket: true });
const alone = stack("alone", "own-logs");
const foreign = stack("foreign", "somebody-elses-logs", { centralBucket: true });
const away = stack("away", "central-logs", { centralBucket: true, target: "account" });
const all = [member, alone, archive, foreign, away];

test("a trail needs the log archive it delivers into, nothing else", () => {
  expect(all.map((one) => needsOf(one, all))).toEqual([["archive"], [], [], [], []]);
  expect(neededBy(archive, all)).toEqual(["member"]);
});

describe("a log archive is in use", () => {
  const up: StackSummary = { kind: "up", at: 0, succeeded: true, through: "trail", outputs: {} };
  const entries = [
    { stack: "member", settings: member, summary: up },
    { stack: "alone", settings: alone, summary: up },
    { stack: "archive", settings: archive, summary: up },
  ];

  test("while a trail that delivers into it is up and stays", () => {
    expect(stillDelivering(archive, entries, ["archive"])).toEqual(["member"]);
    expect(stillDelivering(archive, entries, ["archive", "member"])).toEqual([]);
    expect(stillDelivering(alone, entries, ["alone"])).toEqual([]);
  });

  test("but not by a trail that was never brought up", () => {
    const planned = entries.map((entry) => ({ ...entry, summary: undefined }));
    expect(stillDelivering(archive, planned, ["archive"])).toEqual([]);
  });
});
