import { expect, test } from "vitest";
import { readProviderConfig } from "../../../../infra/sandbox/provider/provider-config.ts";

const read = (variables: Record<string, string>) =>
  readProviderConfig((name) => variables[name], "us-east-1");

test("region and default tags are read, the region falls back", () => {
  expect(read({})).toEqual({ region: "us-east-1", defaultTags: {} });
  expect(read({ region: "eu-west-1", defaultTags: '{"tags":{"a":"b"}}' })).toEqual({
    region: "eu-west-1",
    defaultTags: { a: "b" },
  });
});

test("what makes no sense is named", () => {
  expect(() => read({ region: "Ireland" })).toThrow('aws:region "Ireland" is not an AWS region name');
  expect(() => read({ defaultTags: "a=b" })).toThrow("aws:defaultTags must look like");
  expect(() => read({ defaultTags: '{"tags":{"a":1}}' })).toThrow("aws:defaultTags must look like");
});
