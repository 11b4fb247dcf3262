import { describe, expect, it } from "vitest";
import { parseTrailArn, trailArn, trailNameProblem } from "../../../infra/cloudtrail/trail-arn.ts";

describe("trail ARNs", () => {
  it("are made and read", () => {
    const trail = { region: "eu-west-1", accountId: "123456789012", name: "My.Trail_1" };
    const arn = "arn:aws:cloudtrail:eu-west-1:123456789012:trail/My.Trail_1";
    expect(trailArn(trail)).toBe(arn);
    expect(parseTrailArn(arn)).toEqual({ partition: "aws", ...trail });
    expect(parseTrailArn("arn:aws-us-gov:cloudtrail:us-gov-west-1:123456789012:trail/abc")?.partition).toBe(
      "aws-us-gov",
    );
  });

  it.each([
    "MyTrail",
    "arn:aws:s3:::bucket",
    "arn:aws:cloudtrail:us-east-1:12345:trail/MyTrail",
    "arn:aws:cloudtrail:us-east-1:123456789012:channel/abc",
    "arn:aws:cloudtrail:us-east-1:123456789012:trail/",
  ])("are not %s", (text) => expect(parseTrailArn(text)).toBeUndefined());
});

describe("trail names", () => {
  it.each(["MyTrail", "a-b", "a.b_c-d", "x".repeat(128), "1.2.3.4.5"])("may be %s", (name) =>
    expect(trailNameProblem(name)).toBeUndefined(),
  );

  it.each([
    ["ab", "too short"],
    ["", "too short"],
    ["x".repeat(129), "too long"],
    ["my trail", "can only contain"],
    ["_abc", "starts with"],
    ["abc-", "ends with"],
    ["a--b", "adjacent"],
    ["a.-b", "adjacent"],
    ["192.168.5.4", "IP address"],
  ])("may not be %s: %s", (name, problem) => expect(trailNameProblem(name)).toContain(problem));
});
