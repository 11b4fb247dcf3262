import { describe, expect, test } from "vitest";
import { assumptionsFor } from "../../../infra/cost/assumptions.ts";
import { estimate } from "../../../infra/cost/estimate.ts";
import { rateOf } from "../../../infra/cost/measure-events.ts";
import { checkSettings } from "../../../infra/stacks/config.ts";
import type { StackSettings } from "../../../infra/stacks/settings.ts";

const settingsOf = (more: Partial<StackSettings> = {}) =>
  checkSettings({ stack: "audit", bucketName: "cloudtrail-logs-estimate", ...more }, "the test");

function of(more: Partial<StackSettings>, { events = 1_000_000, furtherCopy = false } = {}) {
  const settings = settingsOf(more);
  const assumptions = assumptionsFor(settings, { events, from: "--events" });
  const { items, total, assumptions: said } = estimate({ settings, assumptions, furtherCopy });
  return {
    dollars: Object.fromEntries(items.map(({ what, dollars }) => [what, dollars])),
    items,
    total,
    said,
  };
}

describe("events", () => {
  test("the first copy is free, a further one is not", () => {
    expect(of({}).dollars["Management events, the first copy"]).toBe(0);
    expect(of({}, { furtherCopy: true }).dollars["Management events, a further copy"]).toBe(20);
  });

  test("data and network activity events are billed from the first on", () => {
    expect(of({ purpose: "s3-objects" }).dollars["Data events"]).toBeCloseTo(1);
    expect(of({ purpose: "network-activity" }).dollars["Network activity events"]).toBeCloseTo(1);
  });

  test("insights count for each type", () => {
    expect(of({ purpose: "insights" }).dollars["Insights of 2 types"]).toBeCloseTo(7);
    expect(of({ insights: ["ApiCallRateInsight"] }).dollars["Insights of 1 types"]).toBeCloseTo(3.5);
  });
});

describe("what is kept", () => {
  // 10 million events of 1,400 bytes, 6.6 times smaller: 2.12 GB a month.
  const monthly = (10_000_000 * 1400) / 6.6 / 1e9;

  test("log files of a year, at the price of Standard", () => {
    const { dollars } = of({ retentionDays: 365 }, { events: 10_000_000 });
    expect(dollars["S3 storage, STANDARD"]).toBeCloseTo(monthly * 12 * 0.023, 5);
  });

  test("small log files stay in Standard, large ones move", () => {
    const transitions = [{ days: 73, storageClass: "GLACIER_IR" as const }];
    expect(of({ transitions }).dollars["S3 storage, GLACIER_IR"]).toBeUndefined();
    const { dollars } = of({ transitions }, { events: 20_000_000_000 });
    expect(dollars["S3 storage, GLACIER_IR"]).toBeCloseTo(monthly * 2000 * 12 * 0.8 * 0.004, 2);
    expect(dollars["S3 storage, STANDARD"]).toBeCloseTo(monthly * 2000 * 12 * 0.2 * 0.023, 2);
    expect(dollars["S3, moves to GLACIER_IR"]).toBeGreaterThan(0);
  });
});

test("everything there is has its line, and the total is their sum", () => {
  const { dollars, items, total } = of({
    kmsKey: "own",
    logGroup: { retentionDays: 365 },
    alarms: "compliance",
    deliveryNotifications: true,
    athena: true,
  });
  expect(dollars).toMatchObject({ "KMS key": 1, "Metrics of the alarms": 4.5, Alarms: 1.5 });
  expect(dollars["CloudWatch Logs, ingestion"]).toBeCloseTo(0.7);
  expect(dollars["CloudWatch Logs, storage"]).toBeCloseTo(1.4 * 12 * 0.15 * 0.03, 5);
  expect(dollars["Athena, questions over all log files of the month"]).toBeGreaterThan(0);
  expect(total).toBeCloseTo(items.reduce((sum, item) => sum + item.dollars, 0));
  expect(items.every(({ source }) => /pricing$/.test(source))).toBe(true);
});

test("a log archive pays for its key; the log files are in the estimates of those who deliver", () => {
  const { dollars, said } = of({
    kind: "log-archive",
    kmsKey: "own",
    deliveringTrails: ["arn:aws:cloudtrail:us-east-1:111122223333:trail/audit"],
  });
  expect(dollars).toEqual({ "KMS key": 1 });
  expect(said[0]).toMatch(/come from other stacks' trails/);
});

test("other regions: said to be an estimate with prices of us-east-1", () => {
  expect(of({ region: "eu-central-1" }).said.at(-1)).toMatch(
    /Prices of us-east-1.*of eu-central-1 they may differ/,
  );
});

describe("the rate of event history", () => {
  const now = Date.parse("2026-11-23T12:00:00Z");
  const every = (minutes: number, count: number) =>
    Array.from({ length: count }, (_, index) => now - index * minutes * 60_000);

  test("an event each minute is 43,800 a month", () => {
    const { events, from } = rateOf(every(1, 200), now)!;
    expect(events).toBeGreaterThan(43_800);
    expect(events).toBeLessThan(44_100);
    expect(from).toMatch(/200 events in the last 3 hours/);
  });

  test("a few events, or those of minutes, tell nothing", () => {
    expect(rateOf(every(60, 5), now)).toBeUndefined();
    expect(rateOf(every(0.1, 200), now)).toBeUndefined();
    expect(rateOf([], now)).toBeUndefined();
  });
});
