import { expect, it } from "vitest";
import { AwsError, type Service } from "../../../../infra/sandbox/service.ts";
import {
  decodeQuery,
  encodeEc2,
  encodeEc2Error,
  encodeQuery,
  encodeQueryError,
} from "../../../../infra/sandbox/wire/query.ts";

const iam = { name: "iam", protocol: "query", apiVersion: "2010-05-08" } as Service;
const ec2 = { name: "ec2", protocol: "ec2", apiVersion: "2016-11-15" } as Service;

it("decodes lists and structures of both query protocols", () => {
  const decoded = decodeQuery(
    new URLSearchParams(
      "Action=X&Version=1&Name=n&Tags.member.2.Key=b&Tags.member.1.Key=a&Tags.member.1.Value=1" +
        "&Filter.1.Name=f&Filter.1.Value.1=x&Filter.1.Value.2=y&Filter.10.Name=g&Filter.2.Name=h&A.B.C=d",
    ),
  );
  expect(decoded).toEqual({
    Name: "n",
    Tags: [{ Key: "a", Value: "1" }, { Key: "b" }],
    Filter: [{ Name: "f", Value: ["x", "y"] }, { Name: "h" }, { Name: "g" }],
    A: { B: { C: "d" } },
  });
});

it("takes contradicting and hostile names without harm", () => {
  expect(decodeQuery(new URLSearchParams("A=1&A.B=2&__proto__.polluted=1&.=x"))).toBeDefined();
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
});

it("encodes answers of IAM and EC2", () => {
  const output = {
    Users: [{ UserName: "<a>", CreateDate: new Date("2026-01-02T03:04:05.678Z") }],
    Marker: undefined,
  };
  expect(encodeQuery(iam, "ListUsers", output, "id")).toBe(
    '<ListUsersResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListUsersResult><Users><member><UserName>&lt;a&gt;</UserName><CreateDate>2026-01-02T03:04:05Z</CreateDate></member></Users></ListUsersResult><ResponseMetadata><RequestId>id</RequestId></ResponseMetadata></ListUsersResponse>',
  );
  expect(encodeEc2(ec2, "X", { GroupSet: [{ GroupId: "sg-1" }], Return: true }, "id")).toContain(
    "<requestId>id</requestId><groupSet><item><groupId>sg-1</groupId></item></groupSet><return>true</return>",
  );
});

it("encodes errors of IAM and EC2", () => {
  const error = new AwsError("NoSuchEntity", "a & b", { status: 404 });
  expect(encodeQueryError(iam, error, "id")).toContain(
    "<Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>a &amp; b</Message></Error><RequestId>id</RequestId>",
  );
  expect(encodeEc2Error(error, "id")).toContain(
    "<Response><Errors><Error><Code>NoSuchEntity</Code><Message>a &amp; b</Message></Error></Errors><RequestID>id</RequestID></Response>",
  );
});

it("refuses names that nest without end", () => {
  const nested = (levels: number) => decodeQuery(new URLSearchParams([["a.".repeat(levels) + "b", "1"]]));
  expect(nested(10)).toBeDefined();
  for (const levels of [100, 200_000]) expect(() => nested(levels)).toThrow("syntax error");
});
