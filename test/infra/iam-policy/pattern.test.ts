import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arnPatternMatches, globMatches, patternMatches } from "../../../infra/iam-policy/pattern.ts";

const plain = fc.string().filter((text) => !/[*?$]/.test(text));
const scope = (context: Record<string, string>) => ({ context, variables: true });
const none = scope({});

describe("globMatches", () => {
  it("matches a text with any of its parts replaced by a star", () => {
    fc.assert(
      fc.property(plain, plain, plain, (before, middle, after) => {
        expect(globMatches(`${before}*${after}`, before + middle + after)).toBe(true);
      }),
    );
  });

  it("matches exactly one character with a question mark", () => {
    fc.assert(
      fc.property(plain, plain, plain, (before, middle, after) => {
        expect(globMatches(`${before}?${after}`, before + middle + after)).toBe(middle.length === 1);
      }),
    );
  });

  it("agrees with a regular expression", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 8 });
    const text = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 12 });
    fc.assert(
      fc.property(letters, text, (pattern, value) => {
        const regex = new RegExp(`^${pattern.replaceAll("*", ".*").replaceAll("?", ".")}$`);
        expect(globMatches(pattern, value)).toBe(regex.test(value));
      }),
      { numRuns: 2000 },
    );
  });

  it("does not take exponential time", () => {
    expect(globMatches(`${"*a".repeat(40)}b`, "a".repeat(5000))).toBe(false);
  });
});

describe("patternMatches", () => {
  it("fills in policy variables", () => {
    const context = scope({ "aws:username": "alice" });
    expect(patternMatches(`home/\${aws:username}/*`, "home/alice/x", context)).toBe(true);
    expect(patternMatches(`home/\${AWS:UserName}/*`, "home/bob/x", context)).toBe(false);
  });

  it("takes wildcards in a variable's value literally", () => {
    const context = scope({ "aws:PrincipalTag/team": "*" });
    expect(patternMatches(`team/\${aws:PrincipalTag/team}`, "team/red", context)).toBe(false);
    expect(patternMatches(`team/\${aws:PrincipalTag/team}`, "team/*", context)).toBe(true);
  });

  it("knows escapes and defaults, and matches nothing without a value", () => {
    expect(patternMatches(`a\${*}b`, "a*b", none)).toBe(true);
    expect(patternMatches(`a\${*}b`, "axb", none)).toBe(false);
    expect(patternMatches(`\${aws:PrincipalTag/team, 'guests'}`, "guests", none)).toBe(true);
    expect(patternMatches(`x\${aws:username}*`, "xanything", none)).toBe(false);
  });

  it("leaves variables alone in documents of 2008", () => {
    const old = { context: { "aws:username": "alice" }, variables: false };
    expect(patternMatches(`\${aws:username}`, "alice", old)).toBe(false);
    expect(patternMatches(`\${aws:username}`, `\${aws:username}`, old)).toBe(true);
  });
});

describe("arnPatternMatches", () => {
  it.each([
    ["*", "arn:aws:s3:::bucket/key", true],
    ["arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket/a/b:c", true],
    ["arn:aws:s3:::bucket", "arn:aws:s3:::bucket/key", false],
    ["arn:aws:iam::*:user/alice", "arn:aws:iam::111122223333:user/alice", true],
    ["arn:aws:*:user/alice", "arn:aws:iam::111122223333:user/alice", false],
    ["arn:aws:sqs", "arn:aws:sqs:us-east-1:111122223333:queue", true],
    ["arn:aws:ec2:us-*:*:instance/*", "arn:aws:ec2:us-east-1:111122223333:instance/i-1", true],
    ["arn:aws:ec2:us-*:*:instance/*", "arn:aws:ec2:eu-west-1:111122223333:instance/i-1", false],
    ["arn:aws:s3:::bucket/*", "*", false],
  ])("%s on %s: %s", (pattern, arn, matches) => {
    expect(arnPatternMatches(pattern, arn, none)).toBe(matches);
  });

  it("does not split at the colon of a variable", () => {
    const context = scope({ "aws:username": "alice" });
    expect(arnPatternMatches(`arn:aws:s3:::b/\${aws:username}/*`, "arn:aws:s3:::b/alice/x", context)).toBe(
      true,
    );
  });
});

it("compares variables beyond the basic plane like any other text", () => {
  expect(
    patternMatches("home/${aws:username}/*", "home/\u{1f600}/a", scope({ "aws:username": "\u{1f600}" })),
  ).toBe(true);
});
