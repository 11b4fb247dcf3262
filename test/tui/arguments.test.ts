import { expect, test } from "vitest";
import { canShowScreen, screenRequest } from "../../tui/arguments.ts";

test.each([[[]], [["lab"]], [["--sandbox"]], [["lab", "--sandbox"]]])(
  "%j opens the lab's screen at once",
  (args) => {
    expect(screenRequest(args)).toMatchObject({ target: "sandbox", stack: "lab" });
  },
);

test.each([
  [["lab", "--plain"]],
  [["--account"]],
  [["lab", "--stack", "x"]],
  [["up"]],
  [["--help"]],
  [["lab", "--bucket", "b"]],
  [["--sandbox", "--sandbox"]],
])("%j is for the commands to judge", (args) => {
  expect(screenRequest(args)).toBeUndefined();
});

test("a screen needs a terminal at both ends, that can move its cursor, and nobody listening", () => {
  const tty = { isTTY: true };
  expect(canShowScreen({ stdin: tty, stdout: tty }, { TERM: "xterm" })).toBe(true);
  expect(canShowScreen({ stdin: {}, stdout: tty }, { TERM: "xterm" })).toBe(false);
  expect(canShowScreen({ stdin: tty, stdout: {} }, { TERM: "xterm" })).toBe(false);
  expect(canShowScreen({ stdin: tty, stdout: tty }, { TERM: "dumb" })).toBe(false);
  expect(canShowScreen({ stdin: tty, stdout: tty }, { TERM: "xterm", INK_SCREEN_READER: "true" })).toBe(
    false,
  );
});
