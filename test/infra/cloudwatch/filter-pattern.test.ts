import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { FilterPatternError } from "../../../infra/cloudwatch/filter-pattern-error.ts";
import { parseFilterPattern } from "../../../infra/cloudwatch/filter-pattern.ts";
import { LogText } from "../../../infra/cloudwatch/log-text.ts";
import { cisPatterns } from "./cis-patterns.ts";

const matches = (pattern: string, event: string | object): boolean =>
  parseFilterPattern(pattern).matches(new LogText(typeof event === "string" ? event : JSON.stringify(event)));

describe("the patterns of the CIS benchmark", () => {
  test.each(cisPatterns)("$control takes what it means and nothing else", ({ pattern, ...records }) => {
    expect(records.matches.filter((record) => !matches(pattern, record))).toEqual([]);
    expect(records.misses.filter((record) => matches(pattern, record))).toEqual([]);
  });
});

// Examples of the user guide's page, with its events.
const first = {
  eventType: "UpdateTrail",
  sourceIPAddress: "111.111.111.111",
  arrayKey: ["value", "another value"],
  objectList: [
    { name: "a", id: 1 },
    { name: "b", id: 2 },
  ],
  SomeObject: null,
  ThisFlag: true,
};
const second = {
  user: { id: 1, email: "John.Stiles@example.com" },
  users: [
    { id: 2, email: "John.Doe@example.com" },
    { id: 3, email: "Jane.Doe@example.com" },
  ],
  actions: ["GET", "PUT", "DELETE"],
  coordinates: [
    [0, 1, 2],
    [4, 5, 6],
  ],
};
const numbers = {
  latency: 1200,
  numbers: [50],
  errorCode: 400,
  small: 0.005,
  "cluster.name": "c",
  flag: false,
};

describe("JSON patterns", () => {
  it.each([
    ['{ $.eventType = "UpdateTrail" }', first, true],
    ["{ $.sourceIPAddress != 123.123.* }", first, true],
    ["{ $.sourceIPAddress != 111.111.* }", first, false],
    ['{ $.arrayKey[0] = "value" }', first, true],
    ["{ $.objectList[1].id = 2 }", first, true],
    ["{ $.objectList[2].id = 2 }", first, false],
    ["{ $.objectList[*].id = 2 }", first, true],
    ['{ $.objectList[*].name = "c" }', first, false],
    ["{ $.SomeObject IS NULL }", first, true],
    ["{ $.SomeObject NOT EXISTS }", first, false],
    ["{ $.SomeOtherObject NOT EXISTS }", first, true],
    ["{ $.SomeOtherObject IS NULL }", first, false],
    ["{ $.ThisFlag IS TRUE }", first, true],
    ["{ $.ThisFlag IS FALSE }", first, false],
    ["{ $.flag IS FALSE }", numbers, true],
    ["{ $.eventType = %^Update(?:Trail)%  }", first, "error"],
    ["{ $.eventType = %^Update.*l$% }", first, true],
    ["{ $.eventType != %Trail% }", first, false],
    ['{ ($.user.id = 1) && ($.users[0].email = "John.Doe@example.com") }', second, true],
    ['{ ($.user.id = 2 && $.users[0].email = "nonmatch") || $.actions[2] = "GET" }', second, false],
    [
      '{ $.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = nonmatch && $.actions[2] = nomatch }',
      second,
      true,
    ],
    [
      '{ ($.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = nonmatch) && $.actions[2] = nomatch }',
      second,
      false,
    ],
    ["{ $.users = 1 }", { users: [1, 2, 3] }, false],
    ["{ $.users != 1 }", { users: [1, 2, 3] }, false],
    ["{ $.missing != 1 }", numbers, false],
    ["{ $.latency >= 500 }", numbers, true],
    ["{ $.latency > +1000 }", numbers, true],
    ["{ $.latency = 1200.0 }", numbers, true],
    ["{ $.latency = * }", numbers, true],
    ["{ $.numbers[0] < 10e3 }", numbers, true],
    ["{ $.small < 10e-3 }", numbers, true],
    ["{ $.errorCode != 500 }", numbers, true],
    ["{ $.recipientAccountId = 123456789012 }", { recipientAccountId: "123456789012" }, true],
    ['{ $.["cluster.name"] = "c" }', numbers, true],
    ["{ $.['cluster.name'] = c }", numbers, true],
    ['{ $.a = "say \\"hi\\"" }', { a: 'say "hi"' }, true],
    ["{ $.a = Ev*ent }", { a: "Event" }, false],
    ['{ $.a = "*b*" }', { a: "abc" }, true],
    ["{ $.__proto__ NOT EXISTS }", {}, true],
  ] as const)("%s", (pattern, event, expected) => {
    if (expected === "error") expect(() => parseFilterPattern(pattern)).toThrow(FilterPatternError);
    else expect(matches(pattern, event)).toBe(expected);
  });

  it("matches no event that is not JSON", () => {
    expect(matches("{ $.a NOT EXISTS }", "plain text")).toBe(false);
    expect(matches("{ $.a NOT EXISTS }", "{ broken")).toBe(false);
  });
});

describe("terms", () => {
  it.each([
    ["", "anything", true],
    ["ERROR", "[ERROR] A fatal exception has occurred", true],
    ["ERROR", "error", false],
    ["ERROR -Exiting", "Exiting with ERRORCODE: -1", false],
    ['"ERROR" - "Exiting"', "[ERROR] A fatal exception", true],
    ["ERROR Exception", "[ERROR] Caught IllegalArgumentException", true],
    ['"INTERNAL SERVER ERROR"', "[ERROR 500] INTERNAL SERVER ERROR", true],
    ["?ERROR ?WARN", "WARN message", true],
    ["?ERROR ?WARN", "INFO message", false],
    ["?ERROR INFO", "INFO message", true],
    ["%AUTHORIZED[a-z ]+%", "NOTAUTHORIZED user", true],
  ])("%s in %s: %s", (pattern, message, expected) => {
    expect(matches(pattern, message)).toBe(expected);
  });
});

const line = '127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534';

describe("space-delimited patterns", () => {
  it.each([
    ["[ip, user, username, timestamp, request, status_code, bytes]", true],
    ["[ip, user, username]", false],
    ["[ip, user, ...]", true],
    ["[..., status_code, bytes]", true],
    ["[ip, user, ..., status_code = 4*, bytes > 1000]", true],
    ["[..., status_code = 4* && status_code != 404, bytes]", false],
    ["[..., status_code = 500 || status_code = 404, bytes]", true],
    ['[ip, user, username, timestamp, request = "*html*", status_code = 4*, bytes]', true],
    ["[ip = %127\\.0\\.0\\.[1-9]%, ...]", true],
    ["[ip, user, username, timestamp, request, status_code, bytes < 1000]", false],
  ])("%s: %s", (pattern, expected) => {
    expect(matches(pattern, line)).toBe(expected);
  });

  it("names what it finds, by place where the pattern gives no name", () => {
    const pattern = parseFilterPattern("[..., request=*.html*, status_code=4*,]");
    const event = new LogText(line);
    expect(pattern.extract(event)).toEqual({
      $1: "127.0.0.1",
      $2: "-",
      $3: "frank",
      $4: "10/Oct/2000:13:25:15 -0700",
      $request: "GET /index.html HTTP/1.0",
      $status_code: "404",
      $7: "1534",
    });
    expect(pattern.field(event, "$status_code")).toBe("404");
  });
});

describe("what cannot be parsed", () => {
  it.each([
    ["{ $.a = }", 8],
    ["{ $.a & 1 }", 6],
    ["{ $.a = 1", 9],
    ["{ ($.a = 1 }", 11],
    ["{ a = 1 }", 2],
    ["{ $.a < x }", 8],
    ['{ $.a = "x }', 8],
    ["{ $. = 1 }", 4],
    ["{ $.a = 1 $.b = 2 }", 10],
    ["{ $.a = %x }", 8],
    ["{ $.a = %(x)% }", 8],
    ["{ $.a = %x{5000}% }", 8],
    ["{ $.a = %1% || $.a = %2% || $.a = %3% }", 34],
    ["[a, ..., b, ...]", 12],
    ["[a = 1 && b = 2]", 10],
    ["ERROR:", 0],
    ["a -", 3],
  ])("%s: position %i", (pattern, position) => {
    let thrown: unknown;
    try {
      parseFilterPattern(pattern);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(FilterPatternError);
    expect(thrown).toMatchObject({ position });
  });
});

const pieces = fc.constantFrom(
  ..."{ } ( ) [ ] $ $. $.a .b [0] [*] = != < >= && || IS NULL TRUE NOT EXISTS \" ' % \\ * - ? , ... 1 2.5 x \u00e9 \n".split(
    " ",
  ),
  " ",
);

describe("any text", () => {
  it("is a pattern or a typed error, and a pattern takes any message", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces, { maxLength: 24 }).map((parts) => parts.join("")),
        ),
        fc.oneof(fc.string(), fc.json()),
        (text, message) => {
          const event = new LogText(message);
          try {
            const pattern = parseFilterPattern(text);
            pattern.matches(event);
            pattern.extract(event);
            pattern.field(event, text);
          } catch (error) {
            if (!(error instanceof FilterPatternError)) throw error;
            expect(error.position).toBeLessThanOrEqual(text.length);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  const space = fc.constantFrom("", " ", "  ", "\n", "\t ");
  const condition = fc.tuple(
    fc.constantFrom("$.a", "$.b[0]", "$.c.d"),
    fc.constantFrom("= x", "!= x", "> 1", "= %x%", '= "x*"', "IS NULL", "NOT EXISTS"),
  );

  it("means the same with other white space", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(condition, fc.constantFrom("&&", "||")), { minLength: 1, maxLength: 2 }),
        fc.array(space, { minLength: 40, maxLength: 40 }),
        fc.record({ a: fc.constantFrom("x", 2, null), b: fc.constant(["xy"]), c: fc.constant({ d: "z" }) }),
        (parts, spaces, record) => {
          const tokens = parts.flatMap(([[selector, test], join], index) => [
            ...(index > 0 ? [join] : []),
            "(",
            selector,
            ...test.replace(/^([=!>]+) /, "$1\u0000").split("\u0000"),
            ")",
          ]);
          const wide = tokens.map((token) => ` ${token} `).join("");
          // States are words, so they need white space in front of them.
          const odd = tokens.map((token, at) => (/^[IN]/.test(token) ? " " : spaces[at]) + token).join("");
          expect(matches(`{${odd}}`, record)).toBe(matches(`{ ${wide} }`, record));
        },
      ),
    );
  });
});
