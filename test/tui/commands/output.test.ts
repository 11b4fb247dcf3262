import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { openOutput } from "../../../tui/commands/output.ts";

const hostile = "a\u009b31mb\u001b]0;title\u0007\u202ec\u2028d\u{e0041}é";

function opened(json: boolean) {
  const streams = { stdout: new PassThrough(), stderr: new PassThrough() };
  const out = openOutput(streams as never, json, () => {});
  return {
    out,
    stdout: () => String(streams.stdout.read() ?? ""),
    stderr: () => String(streams.stderr.read() ?? ""),
  };
}

const active = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e\u{e0041}]/u;

it("gives programs the text as it is, and a terminal nothing to obey", () => {
  const { out, stdout } = opened(true);
  out.emit({ type: "problem", message: hostile });
  out.emitText(`{"type":"record","record":${JSON.stringify({ userAgent: hostile })}}`);
  const text = stdout();
  expect(text).not.toMatch(active);
  expect(text).toContain("é");
  const [problem, record] = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(problem).toEqual({ type: "problem", message: hostile });
  expect(record).toEqual({ type: "record", record: { userAgent: hostile } });
});

it("makes visible to people what a terminal would obey", () => {
  const { out, stdout, stderr } = opened(false);
  out.say(`one\n${hostile}`);
  out.note(hostile);
  for (const text of [stdout(), stderr()]) {
    expect(text).not.toMatch(active);
    expect(text).toContain("␛]0;title");
  }
});
