import { describe, expect, it } from "vitest";
import { compare } from "./compare.ts";
import type { Outcome, Target } from "./drive.ts";

const target = (endpoint: string): Target => ({ endpoint, callers: {}, variables: { user: "arn:user" } });
const [here, there] = [target("http://here"), target("http://there")];

const answered = (response: Record<string, unknown>, status = 200): Outcome => ({
  operation: "Describe",
  findings: [],
  status,
  response: { ...response, ResponseMetadata: { HTTPStatusCode: status, RequestId: String(Math.random()) } },
});
const failed = (Code: string, Message: string): Outcome => ({
  operation: "Describe",
  findings: [],
  status: 400,
  error: { Error: { Code, Message } },
});
const differences = (ours: Outcome, moto: Outcome) =>
  compare("service", [ours, here], [moto, there]).map(
    ({ path, ours: one, moto: other }) => `${path}: ${one} / ${other}`,
  );

describe("two answers", () => {
  it("are alike when only ids, times, addresses and the order of lists differ", () => {
    const answer = (endpoint: string, account: string, id: string, names: string[]) =>
      answered({
        Url: `${endpoint}/${account}/queue`,
        Arn: `arn:aws:ec2:us-east-1:${account}:instance/i-${id}`,
        Made: { $date: `2026-01-0${account[0]}T00:00:00+00:00` },
        NextToken: id,
        Names: names.map((Name) => ({ Name, Id: `key-${id}` })),
      });
    expect(
      differences(
        answer("http://here", "111122223333", "0123456789abcdef0", ["a", "b"]),
        answer("http://there", "444455556666", "fedcba9876543210f", ["b", "a"]),
      ),
    ).toEqual([]);
  });

  it("differ in each member that one lacks or says otherwise, and in the number of a list's members", () => {
    expect(
      differences(
        answered({ A: 1, B: { C: "x", D: "y" }, List: [{ Name: "a", V: 1 }], Long: [1, 2], Empty: "" }, 201),
        answered({ B: { C: "z" }, List: [{ Name: "a", V: true }], Long: [1], E: {}, Empty: "" }),
      ),
    ).toEqual([
      "status: 201 / 200",
      "A: 1 / absent",
      "B.C: x / z",
      "B.D: y / absent",
      "List.[].V: 1 / true",
      "Long.length: 2 / 1",
      "E: absent / {}",
    ]);
  });

  it("of which one or both failed differ in code and status, not in wording", () => {
    expect(differences(failed("NotFound", "No such thing."), failed("NotFound", "There is none."))).toEqual(
      [],
    );
    expect(differences(failed("NotFound", "No."), failed("Missing", "No."))).toEqual([
      "error: NotFound 400 / Missing 400",
    ]);
    expect(differences(failed("NotFound", "No."), answered({}))).toEqual(["error: NotFound 400 / answered"]);
  });
});
