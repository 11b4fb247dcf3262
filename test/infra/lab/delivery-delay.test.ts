import { expect, test } from "vitest";
import { deliveryDelay } from "../../../infra/lab/delivery-delay.ts";

test.each([
  [0, "< 1 s"],
  [-700, "< 1 s"],
  [999, "< 1 s"],
  [1_200, "1 s"],
  [59_400, "59 s"],
  [59_600, "1 min 0 s"],
  [294_000, "4 min 54 s"],
])("%i ms is %s", (milliseconds, words) => {
  expect(deliveryDelay(milliseconds)).toBe(words);
});
