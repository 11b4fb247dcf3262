import { describe, expect, it } from "vitest";
import { checkEventSelectors } from "../../../infra/cloudtrail/check-event-selectors.ts";
import {
  type FieldSelector,
  type Operator,
  operators,
  selects,
} from "../../../infra/cloudtrail/event-selectors.ts";
import type { CloudTrailRecord } from "../../../infra/cloudtrail/record.ts";

/** One record of each category, with every field that trails select by. */
const records = {
  Management: {
    eventSource: "kms.amazonaws.com",
    readOnly: true,
  },
  Data: {
    eventName: "PutObject",
    eventSource: "s3.amazonaws.com",
    eventType: "AwsApiCall",
    readOnly: false,
    resources: [{ type: "AWS::S3::Object", ARN: "arn:aws:s3:::box/a.txt" }],
    userIdentity: { type: "IAMUser", arn: "arn:aws:iam::123456789012:user/anna" },
    sessionCredentialFromConsole: "true",
  },
  NetworkActivity: {
    eventName: "ListKeys",
    eventSource: "kms.amazonaws.com",
    errorCode: "VpceAccessDenied",
    vpcEndpointId: "vpce-0123456789abcdef0",
    userIdentity: { type: "IAMUser", arn: "arn:aws:iam::123456789012:user/anna" },
  },
} as const;

type Category = keyof typeof records;

const recordOf = (category: Category): CloudTrailRecord => ({
  ...(records[category] as Partial<CloudTrailRecord>),
  eventID: "e",
  eventTime: "2026-01-01T00:00:00Z",
  eventCategory: category,
});

/** What each category must name besides eventCategory. */
const required: Readonly<Record<Category, readonly FieldSelector[]>> = {
  Management: [],
  Data: [{ Field: "resources.type", Equals: ["AWS::S3::Object"] }],
  NetworkActivity: [{ Field: "eventSource", Equals: ["kms.amazonaws.com"] }],
};

/** Fields that take every operator ("AdvancedFieldSelector", API Reference), and the value the record has. */
const free: readonly (readonly [Category, string, string])[] = [
  ["Management", "eventSource", "kms.amazonaws.com"],
  ["Data", "eventName", "PutObject"],
  ["Data", "eventSource", "s3.amazonaws.com"],
  ["Data", "eventType", "AwsApiCall"],
  ["Data", "resources.ARN", "arn:aws:s3:::box/a.txt"],
  ["Data", "userIdentity.arn", "arn:aws:iam::123456789012:user/anna"],
  ["Data", "sessionCredentialFromConsole", "true"],
  ["NetworkActivity", "eventName", "ListKeys"],
  ["NetworkActivity", "vpcEndpointId", "vpce-0123456789abcdef0"],
  ["NetworkActivity", "userIdentity.arn", "arn:aws:iam::123456789012:user/anna"],
];

/** What an operator says of a value, written down apart from the program. */
const meaning: Readonly<Record<Operator, (actual: string, wanted: readonly string[]) => boolean>> = {
  Equals: (actual, wanted) => wanted.includes(actual),
  StartsWith: (actual, wanted) => wanted.some((w) => actual.slice(0, w.length) === w),
  EndsWith: (actual, wanted) => wanted.some((w) => actual.slice(actual.length - w.length) === w),
  NotEquals: (actual, wanted) => !wanted.includes(actual),
  NotStartsWith: (actual, wanted) => wanted.every((w) => actual.slice(0, w.length) !== w),
  NotEndsWith: (actual, wanted) => wanted.every((w) => actual.slice(actual.length - w.length) !== w),
};

const isPositive = (operator: Operator) => !operator.startsWith("Not");

function verdict(category: Category, selector: FieldSelector): boolean {
  const checked = checkEventSelectors({
    AdvancedEventSelectors: [
      { FieldSelectors: [{ Field: "eventCategory", Equals: [category] }, ...required[category], selector] },
    ],
  });
  if ("problem" in checked) throw new Error(checked.problem);
  return selects(checked.selection, recordOf(category));
}

describe.each(free)("%s events, field %s", (category, Field, actual) => {
  const candidates = [actual, actual.slice(0, 3), actual.slice(-3), "zzz"];
  const lists = [
    ...candidates.map((value) => [value]),
    ...candidates.flatMap((a) => candidates.filter((b) => b !== a).map((b) => [a, b])),
  ];

  it.each(operators)("means what %s says, for one value and for two", (operator) => {
    for (const wanted of lists)
      expect([wanted, verdict(category, { Field, [operator]: wanted })]).toEqual([
        wanted,
        meaning[operator](actual, wanted),
      ]);
  });

  it("takes any two operators together: a positive one suffices, each negative one vetoes", () => {
    for (const one of operators)
      for (const two of operators.filter((operator) => operator !== one))
        for (const [a, b] of [
          [actual, "zzz"],
          ["zzz", actual],
          [actual.slice(0, 3), actual.slice(-3)],
        ] as const) {
          const said = [
            [one, meaning[one](actual, [a])],
            [two, meaning[two](actual, [b])],
          ] as const;
          const positive = said.filter(([operator]) => isPositive(operator));
          const expected =
            (positive.length === 0 || positive.some(([, holds]) => holds)) &&
            said.filter(([operator]) => !isPositive(operator)).every(([, holds]) => holds);
          expect([one, a, two, b, verdict(category, { Field, [one]: [a], [two]: [b] })]).toEqual([
            one,
            a,
            two,
            b,
            expected,
          ]);
        }
  });

  it("is no match for positive operators where the record lacks it, and for negative ones it is", () => {
    const parent = Field.split(".")[0]!;
    const { [parent]: _, ...rest } = recordOf(category);
    const bare = { ...rest, eventID: "e", eventTime: "2026-01-01T00:00:00Z" } as CloudTrailRecord;
    // The type that data selectors must name is a part of the resources too.
    if (Field === "resources.ARN") bare.resources = [{ type: "AWS::S3::Object" }];
    const of = (selector: FieldSelector) =>
      selects(
        {
          AdvancedEventSelectors: [
            {
              FieldSelectors: [
                { Field: "eventCategory", Equals: [category] },
                ...required[category].filter((given) => given.Field !== Field),
                selector,
              ],
            },
          ],
        },
        bare,
      );
    for (const operator of operators)
      expect([operator, of({ Field, [operator]: ["x"] })]).toEqual([operator, !isPositive(operator)]);
  });
});

describe("fields of one value", () => {
  it.each([
    ["Management", "readOnly", "true", true],
    ["Management", "readOnly", "false", false],
    ["Data", "readOnly", "true", false],
    ["Data", "readOnly", "false", true],
    ["NetworkActivity", "errorCode", "VpceAccessDenied", true],
  ] as const)("%s: %s Equals %s: %s", (category, Field, value, expected) => {
    expect(verdict(category, { Field, Equals: [value] })).toBe(expected);
  });

  it.each([
    ["Management", "readOnly"],
    ["Data", "readOnly"],
    ["Data", "resources.type"],
    ["NetworkActivity", "eventSource"],
  ] as const)("%s: %s takes no operator but Equals", (category, Field) => {
    for (const operator of operators.slice(1)) {
      const checked = checkEventSelectors({
        AdvancedEventSelectors: [
          {
            FieldSelectors: [
              { Field: "eventCategory", Equals: [category] },
              ...required[category].filter((given) => given.Field !== Field),
              { Field, [operator]: ["true"] },
            ],
          },
        ],
      });
      expect(checked).toMatchObject({ problem: `Field ${Field} takes exactly one value, with Equals.` });
    }
  });

  it("network activity without an error is not what VpceAccessDenied selects", () => {
    const { errorCode: _, ...passed } = recordOf("NetworkActivity");
    const refusals = {
      AdvancedEventSelectors: [
        {
          FieldSelectors: [
            { Field: "eventCategory", Equals: ["NetworkActivity"] },
            ...required.NetworkActivity,
            { Field: "errorCode", Equals: ["VpceAccessDenied"] },
          ],
        },
      ],
    };
    expect(selects(refusals, passed as CloudTrailRecord)).toBe(false);
    expect(selects(refusals, recordOf("NetworkActivity"))).toBe(true);
  });
});
