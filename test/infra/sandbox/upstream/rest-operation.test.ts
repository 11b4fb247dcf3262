import { expect, test } from "vitest";
import { emptyBody } from "../../../../infra/sandbox/body.ts";
import { restOperation } from "../../../../infra/sandbox/upstream/rest-operation.ts";

const request = (method: string, target: string) => {
  const [rawPath = "", query = ""] = target.split("?");
  return {
    method,
    rawPath,
    query: new URLSearchParams(query),
    headers: {},
    body: emptyBody,
    sourceIp: "127.0.0.1",
  };
};

test.each([
  ["lambda", "GET", "/2015-03-31/functions/", "ListFunctions", {}],
  ["lambda", "GET", "/2015-03-31/functions/f%3A1", "GetFunction", { FunctionName: "f:1" }],
  ["lambda", "POST", "/2015-03-31/functions/f/invocations", "Invoke", { FunctionName: "f" }],
  ["lambda", "GET", "/2018-10-31/layers?find=LayerVersion&Arn=a", "GetLayerVersionByArn", {}],
  ["lambda", "GET", "/2018-10-31/layers", "ListLayers", {}],
  ["apigateway", "POST", "/restapis?mode=import", "ImportRestApi", {}],
  ["apigateway", "POST", "/restapis", "CreateRestApi", {}],
  ["apigateway", "GET", "/v2/apis/abc", "GetApi", { apiId: "abc" }],
  [
    "apigateway",
    "GET",
    "/tags/arn%3Aaws%3Aapigateway%3Aus-east-1%3A%3A%2Frestapis%2Fa",
    "GetTags",
    { resource_arn: "arn:aws:apigateway:us-east-1::/restapis/a" },
  ],
  ["guardduty", "GET", "/detector", "ListDetectors", {}],
  ["eks", "GET", "/clusters/a/node-groups/b", "DescribeNodegroup", { name: "a", nodegroupName: "b" }],
  ["route53", "POST", "/2013-04-01/hostedzone/Z1/rrset", "ChangeResourceRecordSets", { Id: "Z1" }],
  ["route53", "POST", "/2013-04-01/hostedzone/Z1/rrset/", "ChangeResourceRecordSets", { Id: "Z1" }],
] as const)("%s %s %s is %s", (service, method, target, operation, labels) => {
  const found = restOperation(service, request(method, target));
  expect(found).toMatchObject({ operation });
  if (!target.startsWith("/tags")) expect(found!.labels).toEqual(labels);
});

test.each([
  ["lambda", "PATCH", "/2015-03-31/functions/f"],
  ["lambda", "GET", "/2015-03-31/functions/f/unheard-of/call"],
  ["inspector2", "GET", "/findings"],
  ["constructor", "GET", "/"],
])("%s %s %s is nobody's guess", (service, method, target) => {
  expect(restOperation(service, request(method, target))).toBeUndefined();
});

test("a function's payload is no parameter", () => {
  const found = restOperation("lambda", request("POST", "/2015-03-31/functions/f/invocations"));
  expect(found).toMatchObject({ payload: true });
});
