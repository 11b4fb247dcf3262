import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Filter,
  type FilterRow,
  type FilterTerm,
  matches,
  parseFilter,
  printFilter,
} from "../../../infra/trail-log/filter.ts";
import { type FieldName, type FilterField, filterFields } from "../../../infra/trail-log/filter-fields.ts";
import { recordColumns } from "../../../infra/trail-log/record-columns.ts";

const record = {
  eventID: "4f0e1c2d-0000-4000-8000-000000000001",
  requestID: "req-1",
  eventTime: "2026-01-31T12:00:00Z",
  eventSource: "ec2.amazonaws.com",
  eventName: "RunInstances",
  awsRegion: "eu-west-1",
  sourceIPAddress: "203.0.113.25",
  errorCode: "Client.UnauthorizedOperation",
  userIdentity: {
    type: "AssumedRole",
    arn: "arn:aws:sts::111111111111:assumed-role/Admin/alice",
    accountId: "111111111111",
    accessKeyId: "ASIAEXAMPLE",
  },
  requestParameters: { note: 'said "hi"\\there', tags: ["Größe XL"] },
  readOnly: false,
  eventType: "AwsApiCall",
  eventCategory: "Management",
};
const row: FilterRow = {
  ...recordColumns(record),
  stack: "audit",
  key: "AWSLogs/111111111111/CloudTrail/eu-west-1/2026/01/31/x_20260131T1205Z_y.json.gz",
  json: JSON.stringify(record),
};

function filter(text: string, options = {}): Filter {
  const parsed = parseFilter(text, options);
  if (!parsed.ok) throw new Error(`${parsed.error} at ${parsed.position}`);
  return parsed.filter;
}
const fits = (text: string, options = {}) => matches(filter(text, options), row);

describe("a filter lets through", () => {
  test.each([
    "",
    "event:RunInstances",
    "event:runinstances",
    "event:Run*",
    "event:*Inst*s",
    'event:"RunInstances"',
    'event:Run"Inst"*',
    "EVENT:Run*",
    "service:ec2 source:ec2.amazonaws.com",
    "user:alice",
    "user:Admin/alice",
    "user:Admin",
    "user:*:assumed-role/Admin/*",
    "account:111111111111 region:eu-* ip:203.0.113.*",
    "error:*",
    "error:UnauthorizedOperation error:Client.Un*",
    "stack:audit key:ASIA* id:4F0E* id:req-1",
    "file:*T1205Z* file:x_20260131T1205Z_y.json.gz",
    "type:AwsApiCall type:Management identity:AssumedRole",
    "access:write access:WRITE",
    "-access:read -event:Describe* -nonsense",
    "xl",
    "größe",
    '"größe xl"',
    "größe*XL",
    '"said \\"hi\\"\\\\there"',
    "arn:aws:sts::111111111111:assumed-role/Admin/alice",
    "203.0.113.25 RunInst",
  ])("%s", (text) => expect(fits(text)).toBe(true));
});

describe("a filter keeps back", () => {
  test.each([
    "event:Run",
    "event:Instances",
    'event:"Run*"',
    "service:s3",
    "user:bob",
    'error:""',
    "access:read",
    "-event:Run*",
    "-alice",
    '-"größe xl"',
    "RunInstances bob",
    "größe*alice",
    "event:Run* service:s3",
    "resource:*",
  ])("%s", (text) => expect(fits(text)).toBe(false));
});

describe("while it is typed", () => {
  test.each([
    ["event:", 0],
    ["-", 0],
    ["-event:", 0],
    ['""', 0],
    ["*", 0],
    ["access:re", 0],
    ["event:RunInstances user:", 1],
    ['-"Run', 0],
  ])("%s is no mistake", (text, terms) => expect(filter(text).terms).toHaveLength(terms));

  test("an open quote matches as far as it goes", () => {
    expect(fits('user:"ali')).toBe(true);
    expect(fits('"Größe X')).toBe(true);
    expect(fits('user:"bo')).toBe(false);
  });

  test("the last term matches as a beginning, until a space follows", () => {
    expect(fits("event:RunI", { typing: true })).toBe(true);
    expect(fits("event:RunI ", { typing: true })).toBe(false);
    expect(fits('event:"RunI"', { typing: true })).toBe(false);
    expect(fits("event:RunI region:eu", { typing: true })).toBe(false);
    expect(fits("-event:Run", { typing: true })).toBe(true);
    expect(fits("event:RunI")).toBe(false);
  });
});

describe("mistakes are pointed at", () => {
  test.each([
    ["evnt:x", 0, 'There is no field "evnt".'],
    ["event:x -usr:y", 9, 'There is no field "usr".'],
    ["event:x access:sometimes", 15, "access is read or write."],
    ["https://x", 0, "Text with a colon goes in quotes."],
  ])("%s", (text, position, words) => {
    const parsed = parseFilter(text);
    expect(parsed).toMatchObject({ ok: false, position, error: expect.stringContaining(words) });
  });

  test("addresses and ARNs are text, not fields", () => {
    expect(filter("2001:db8::1 fe80::1 arn:aws:iam::1:user/x").terms.map(({ kind }) => kind)).toEqual(
      Array(3).fill("text"),
    );
  });
});

const part = fc.oneof(
  fc.string(),
  fc.string({ unit: fc.constantFrom("-", ":", "*", '"', "\\", " ", "a", "B", "ü") }),
);
const pattern = fc
  .array(part, { minLength: 1, maxLength: 4 })
  // Two wildcards in a row are one.
  .filter((parts) => parts.slice(1, -1).every((each) => each !== ""));
const fieldTerm: fc.Arbitrary<FilterTerm> = fc
  .record({ field: fc.constantFrom<FilterField[]>(...filterFields), free: pattern, negated: fc.boolean() })
  .map(({ field, free, negated }) => ({
    kind: "field",
    field: field.name as FieldName,
    pattern: field.choices ? [field.choices[free.length % field.choices.length]!] : free,
    negated,
  }));
const textTerm: fc.Arbitrary<FilterTerm> = fc.record({
  kind: fc.constant("text" as const),
  pattern: pattern.filter((parts) => parts.some((each) => each !== "")),
  negated: fc.boolean(),
});

describe("any", () => {
  test("text is read without an exception, and what is read can be asked", () => {
    const typed = fc.string({ unit: fc.constantFrom(...'event:user-access*"\\ \tarn:re', "\u202f", "é") });
    fc.assert(
      fc.property(fc.oneof(fc.string(), typed), fc.boolean(), (text, typing) => {
        const parsed = parseFilter(text, { typing });
        if (parsed.ok) expect(typeof matches(parsed.filter, row)).toBe("boolean");
        else expect(parsed.position).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 1_000 },
    );
  });

  test("filter is the same after it was printed and read", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fieldTerm, textTerm), { maxLength: 5 }), (terms) => {
        expect(filter(printFilter({ terms }))).toEqual({ terms });
      }),
      { numRuns: 1_000 },
    );
  });

  test("value in a record is found by its text and by its beginning", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (value) => {
        const other = { ...row, json: JSON.stringify({ deep: [{ value }] }), name: value };
        const term = { kind: "text", pattern: [value], negated: false } as const;
        expect(matches({ terms: [term] }, other)).toBe(true);
        expect(matches({ terms: [{ ...term, negated: true }] }, other)).toBe(false);
        expect(
          matches(
            { terms: [{ kind: "field", field: "event", pattern: [value.slice(0, 1), ""], negated: false }] },
            other,
          ),
        ).toBe(true);
      }),
    );
  });

  test("writer's escapes make no difference", () => {
    const json = '{"a":"https:\\/\\/x.example\\u002fy\\u202fPM"}';
    const other = { ...row, json };
    expect(matches(filter('"https://x.example/y\u202fpm"'), other)).toBe(true);
  });

  test("pattern takes linear time on a hostile text", () => {
    const value = "a".repeat(100_000);
    const other = { ...row, name: value, json: JSON.stringify({ value }) };
    expect(matches(filter("event:*a*a*a*a*a*a*a*a*b"), other)).toBe(false);
    expect(matches(filter("-a*a*a*a*a*a*a*b"), other)).toBe(true);
  });
});

describe("fields", () => {
  test.each(filterFields.map((field: FilterField) => [field.name, field] as const))(
    "%s has an example that reads",
    (name, field) => {
      expect(filter(field.example).terms).toMatchObject([{ kind: "field", field: name }]);
      for (const other of field.also ?? []) {
        expect(filter(`${other}:x`).terms).toMatchObject([{ field: name }]);
      }
    },
  );
});
