import { describe, expect, it } from "vitest";
import { alerts } from "../../../infra/alerts/catalogue.ts";
import { differences, likeness, samePattern } from "../../../infra/checks/compare-pattern.ts";

const root =
  '{$.userIdentity.type="Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType !="AwsServiceEvent"}';

describe("filter patterns", () => {
  it("are the same whatever the spaces", () => {
    const spaced = root.replaceAll("&&", "  &&  ").replace("{", "{ ").replace('="Root"', ' = "Root"');
    expect(samePattern(root, spaced)).toBe(true);
    expect(samePattern(root, root.replace("!=", "! ="))).toBe(false);
  });

  it.each([
    ["a value", root.replace("Root", "root")],
    ["a term more", root.replace("}", " && $.readOnly IS FALSE}")],
    ["a term less", root.replace(' && $.eventType !="AwsServiceEvent"', "")],
    ["an operator", root.replace("&&", "||")],
    ["a space inside of quotes", root.replace('"Root"', '"Root "')],
  ])("differ by %s", (_, changed) => expect(samePattern(root, changed)).toBe(false));

  it("are told apart by what they speak of", () => {
    expect(differences(root, root.replace("}", " && $.readOnly IS FALSE}"))).toBe(
      "it adds $.readOnly, IS, FALSE",
    );
    expect(differences(root, root.replace("&&", "||"))).toBe("operators, quotes or order differ");
  });

  it("of the benchmark are each most like themselves and their tuned form", () => {
    for (const { id, compliance, tuned } of alerts)
      for (const pattern of [compliance, tuned]) {
        const rates = alerts.map((other) => ({ id: other.id, rate: likeness(other.compliance, pattern) }));
        expect(rates.reduce((a, b) => (b.rate > a.rate ? b : a)).id).toBe(id);
      }
  });
});
