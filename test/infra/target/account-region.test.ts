import { expect, test } from "vitest";
import { accountRegion } from "../../../infra/target/account-region.ts";

const profile = { name: "audit", kind: "SSO", region: "eu-west-1" };

test.each([
  [
    "what was asked for",
    { region: "eu-north-1" },
    { AWS_REGION: "us-east-2" },
    profile,
    "eu-north-1",
    "--region",
  ],
  [
    "AWS_REGION",
    {},
    { AWS_REGION: "us-east-2", AWS_DEFAULT_REGION: "us-west-1" },
    profile,
    "us-east-2",
    "AWS_REGION",
  ],
  ["AWS_DEFAULT_REGION", {}, { AWS_DEFAULT_REGION: "us-west-1" }, profile, "us-west-1", "AWS_DEFAULT_REGION"],
  ["the profile", {}, {}, profile, "eu-west-1", "profile audit"],
  ["the lab's default", {}, {}, undefined, "us-east-1", "default"],
  ["an empty variable counts as none", {}, { AWS_REGION: "" }, undefined, "us-east-1", "default"],
])("%s", (_, asked, env, found, region, regionSource) => {
  expect(accountRegion(asked, env, found)).toEqual({ region, regionSource });
});

test("what is no region is refused, and where it came from is told", () => {
  const attempt = () => accountRegion({}, { AWS_REGION: "Frankfurt" }, undefined);
  expect(attempt).toThrowError(
    expect.objectContaining({ code: "WrongRegion", why: "It came from AWS_REGION." }),
  );
});
