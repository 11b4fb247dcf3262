import { expect, it } from "vitest";
import { packedPolicySize } from "../../../../../infra/sandbox/services/sts/packed-policy-size.ts";

it("says nothing of a session without policies and tags, and more the more there is, up to 100 percent", () => {
  expect(packedPolicySize([])).toBeUndefined();
  const small = packedPolicySize(["team=audit"])!;
  const large = packedPolicySize(["team=audit", "arn:aws:iam::aws:policy/ReadOnlyAccess"])!;
  expect(small).toBeGreaterThan(0);
  expect(large).toBeGreaterThan(small);
  expect(packedPolicySize(Array.from({ length: 2_000 }, (_, index) => `${index * 7919}`))).toBe(100);
});
