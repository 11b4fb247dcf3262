import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tableText } from "../../../infra/checks/report/table.ts";
import type { Snapshot } from "../../../infra/sandbox/index.ts";
import { type AuditedAccount, makeGoodSetUp, openAuditedAccount } from "./audited-account.ts";
import { brokenSetUps } from "./broken-set-ups.ts";

/** A trail whose bucket is in its own account cannot record all objects without recording itself. */
const always = ["S3.22", "S3.23"];

describe("checks of an account", () => {
  let account: AuditedAccount;
  let keyArn: string;
  let good: Snapshot;
  beforeAll(async () => {
    account = await openAuditedAccount();
    keyArn = await makeGoodSetUp(account);
    good = await account.sandbox.snapshot();
  });
  afterAll(() => account.close());

  it("pass what is as it should be", async () => {
    const findings = await account.check();
    expect(findings.filter(({ status }) => status !== "passed").map(({ control }) => control)).toEqual(
      always,
    );
  });

  it.each(brokenSetUps)(
    "find $name",
    async ({ break: breakIt, finds, evidence, mend, also = [], checkedAfter }) => {
      await account.sandbox.restore(good);
      await breakIt(account, keyArn);
      const findings = await account.check({}, checkedAfter);
      const failed = findings.filter(({ status }) => status === "failed");
      const found = failed.find(({ control, evidence: seen }) => control === finds && evidence.test(seen));
      expect(failed.filter(({ control }) => control === finds)).toContainEqual(
        expect.objectContaining({ evidence: expect.stringMatching(evidence) }),
      );
      const { advice, setting = "", cli = [] } = found!.mend!;
      expect([advice, setting, ...cli].join("\n")).toMatch(mend);
      const expected = finds === "TW.7" ? [finds, ...also] : [finds, ...also, ...always];
      expect(new Set(failed.map(({ control }) => control))).toEqual(new Set(expected));
      expect(findings.filter(({ status }) => status === "unknown")).toEqual([]);
      const report = { accountId: "111122223333", region: "us-east-1", readAt: 0, trails: 1, findings };
      expect(tableText([report], { ours: new Set() })).not.toMatch(/undefined|\[object|Error:|\n\s+at /);
    },
  );
});
