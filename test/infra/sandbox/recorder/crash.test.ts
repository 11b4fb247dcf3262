import { expect, it } from "vitest";
import { killSandbox } from "../../../helpers/kill-sandbox.ts";

it("loses no answered call and delivers none twice when the sandbox is killed, again and again", async () => {
  const report = await killSandbox(4, false);
  expect(Math.min(...report.answeredPerRound)).toBeGreaterThan(0);
  expect(report.missing).toEqual([]);
  expect(report.twice).toEqual([]);
  expect(report.repeated).toEqual([]);
});
