import { describe, expect, test } from "vitest";
import { alerts } from "../../../infra/alerts/catalogue.ts";
import { parseFilterPattern } from "../../../infra/cloudwatch/filter-pattern.ts";
import { LogText } from "../../../infra/cloudwatch/log-text.ts";
import { cisPatterns } from "../cloudwatch/cis-patterns.ts";

describe.each(alerts)("$id", ({ compliance, tuned, securityHub }) => {
  const benchmark = cisPatterns.find(({ control }) => control === (securityHub ?? "CIS 4.15 of 1.4.0"))!;
  const matches = (pattern: string, record: object) =>
    parseFilterPattern(pattern).matches(new LogText(JSON.stringify(record)));

  test.each([compliance, tuned])("%s fits into a metric filter", (pattern) => {
    expect(pattern.length).toBeLessThanOrEqual(1024);
  });

  test("the compliance pattern is the benchmark's, word for word", () => {
    expect(compliance.replace(/\s/g, "")).toBe(benchmark.pattern.replace(/\s/g, ""));
  });

  test("the tuned pattern misses all that the compliance pattern misses", () => {
    for (const record of benchmark.misses) expect(matches(tuned, record)).toBe(false);
  });
});

test.each<[string, object, boolean]>([
  [
    "unauthorized-calls",
    {
      errorCode: "AccessDenied",
      sourceIPAddress: "192.0.2.1",
      userIdentity: { type: "IAMUser" },
      eventName: "GetObject",
    },
    true,
  ],
  [
    "unauthorized-calls",
    { errorCode: "AccessDenied", userIdentity: { type: "AWSService" }, eventName: "GetObject" },
    false,
  ],
  [
    "unauthorized-calls",
    { errorCode: "AccessDenied", userIdentity: { type: "IAMUser" }, eventName: "HeadBucket" },
    false,
  ],
  ["root-use", { userIdentity: { type: "Root" }, eventType: "AwsApiCall", readOnly: false }, true],
  ["root-use", { userIdentity: { type: "Root" }, eventType: "AwsApiCall", readOnly: true }, false],
  ["cloudtrail-changes", { eventName: "StopLogging", userIdentity: { type: "IAMUser" } }, true],
  [
    "cloudtrail-changes",
    { eventName: "StopLogging", userIdentity: { type: "IAMUser" }, errorCode: "AccessDenied" },
    false,
  ],
  [
    "security-group-changes",
    {
      eventName: "CreateSecurityGroup",
      userIdentity: { type: "IAMUser", invokedBy: "cloudformation.amazonaws.com" },
    },
    false,
  ],
  [
    "login-without-mfa",
    {
      eventName: "ConsoleLogin",
      userIdentity: { type: "IAMUser" },
      additionalEventData: { MFAUsed: "No" },
      responseElements: { ConsoleLogin: "Success" },
    },
    true,
  ],
  [
    "login-without-mfa",
    {
      eventName: "ConsoleLogin",
      userIdentity: { type: "AssumedRole" },
      additionalEventData: { MFAUsed: "No" },
    },
    false,
  ],
])("tuned %s on %j: %s", (id, record, expected) => {
  const { tuned } = alerts.find((alert) => alert.id === id)!;
  expect(parseFilterPattern(tuned).matches(new LogText(JSON.stringify(record)))).toBe(expected);
});
