import { expect, test } from "vitest";
import { sparingly } from "../../../tui/commands/sparingly.ts";

test("each message once; one that counts on again after ten seconds", () => {
  const printed: string[] = [];
  let time = 0;
  const print = sparingly(
    (message) => printed.push(message),
    () => time,
  );
  for (time = 0; time <= 21_000; time += 1_000) {
    print("looking for the engine");
    print(`compiling: ${time / 10} of 1,451 packages, ${time / 1000} s`);
  }
  expect(printed).toEqual([
    "looking for the engine",
    "compiling: 0 of 1,451 packages, 0 s",
    "compiling: 1000 of 1,451 packages, 10 s",
    "compiling: 2000 of 1,451 packages, 20 s",
  ]);
});
