import { describe, expect, test } from "vitest";
import type { StackItem } from "../../../tui/connection/connection.ts";
import { unicodeGlyphs } from "../../../tui/present/glyphs.ts";
import { lineWidth } from "../../../tui/present/spans.ts";
import { type StackList, stackLines } from "../../../tui/present/stack-lines.ts";
import { bucketPlan, fixtureNow } from "../../helpers/lab-fixture.ts";

const item = (stack: string, more: Partial<StackItem> = {}): StackItem => ({
  stack,
  target: "sandbox",
  profile: undefined,
  region: "eu-central-1",
  accountId: "111122223333",
  purpose: "management",
  bucketName: "logs",
  standing: "trail MyTrail logs to logs",
  tailed: true,
  ...more,
});
const list = (more: Partial<StackList>): StackList => ({
  stacks: [item("audit"), item("objects", { purpose: "s3-objects" })],
  current: undefined,
  cursor: 0,
  marked: [],
  state: { looks: new Map(), works: new Map() },
  now: fixtureNow,
  ...more,
});
const text = (given: StackList, columns = 80) =>
  stackLines(given, columns, unicodeGlyphs)
    .map((line) => line.map((span) => span.text).join(""))
    .join("\n");

describe("the rows of stacks", () => {
  test("say what is not known yet, and the region where there is room", () => {
    expect(text(list({}))).toMatch(/› □ audit +111122223333 +management +- +- +trail MyTrail/);
    expect(text(list({}))).not.toMatch(/audit .*eu-central-1/);
    expect(text(list({}), 140)).toMatch(/audit .*eu-central-1/);
  });

  test("tell deliveries and findings", () => {
    const looks = new Map([
      [
        "audit",
        { deliveredAt: fixtureNow - 90_000, failed: 4, unknown: 1, worst: ["CloudTrail.2: encrypted"] },
      ],
      ["objects", { deliveryError: "AccessDenied", failed: 0, unknown: 2, worst: [] }],
    ]);
    const shown = text(list({ state: { looks, works: new Map() }, marked: ["objects"] }));
    expect(shown).toMatch(/audit .*1 min.* 4 failed/);
    expect(shown).toMatch(/■ objects .*failing +2 unread/);
    expect(shown).toMatch(/failed +CloudTrail\.2: encrypted/);
    expect(shown).toContain("`trailwright check --stack audit` lists all 4");
    expect(text(list({ cursor: 1, state: { looks, works: new Map() } }))).toContain(
      "S3 answers AccessDenied",
    );
  });

  test("tell what is being done, planned, and what went wrong", () => {
    const works = new Map([
      ["audit", { phase: "planned", since: fixtureNow, plan: bucketPlan } as const],
      [
        "objects",
        {
          phase: "failed",
          since: fixtureNow,
          problem: { code: "BucketNameTaken", message: "The name is taken.", next: "Take another." },
        } as const,
      ],
    ]);
    const state = { looks: new Map(), works };
    expect(text(list({ state }))).toMatch(/planned: 3 changes[^]*\+ create +s3 Bucket/);
    expect(text(list({ state, cursor: 1 }))).toMatch(/✗ failed[^]*The name is taken\.[^]*Next +Take another/);
    const busy = new Map([
      ["audit", { phase: "planning", since: fixtureNow - 3000, message: "running" } as const],
    ]);
    expect(text(list({ state: { looks: new Map(), works: busy } }))).toMatch(/planning 3\.0 s[^]*running/);
  });

  test("foreign names cannot move the cursor, and nothing but the last column runs over", () => {
    const shown = stackLines(list({ stacks: [item("a\u001b[2J".repeat(9))] }), 80, unicodeGlyphs);
    expect(JSON.stringify(shown)).not.toContain("\u001b");
    expect(lineWidth(shown[0]!)).toBeLessThanOrEqual(80);
  });

  test("an empty list says how a stack comes to be", () => {
    expect(text(list({ stacks: [] }))).toMatch(/No stacks yet/);
  });
});
