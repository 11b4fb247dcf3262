import { describe, expect, test } from "vitest";
import { readInputs } from "../../../../infra/sandbox/provider/read-inputs.ts";
import { resourceType } from "../../../../infra/sandbox/provider/types/index.ts";

const trail = resourceType("aws:cloudtrail/trail:Trail");
const state = {
  arn: "arn:aws:cloudtrail:us-east-1:111122223333:trail/MyTrail",
  name: "MyTrail",
  s3BucketName: "logs",
  enableLogging: true,
  includeGlobalServiceEvents: true,
  isMultiRegionTrail: false,
  eventSelectors: [],
  tags: { a: "b" },
  tagsAll: { a: "b" },
  region: "us-east-1",
};

describe("after a refresh", () => {
  const inputs = { name: "MyTrail", s3BucketName: "logs", enableLogging: true, tags: { a: "b" } };

  test("inputs that still hold stay as they are written", () => {
    expect(readInputs(trail, state, { ...inputs, __defaults: ["enableLogging"] })).toEqual({
      ...inputs,
      __defaults: ["enableLogging"],
    });
  });

  test("drift shows, also in what the program did not say", () => {
    const drifted = {
      ...state,
      enableLogging: false,
      eventSelectors: [{ readWriteType: "ReadOnly" }],
      tags: {},
    };
    expect(readInputs(trail, drifted, inputs)).toEqual({
      name: "MyTrail",
      s3BucketName: "logs",
      enableLogging: false,
      tags: {},
      eventSelectors: [{ readWriteType: "ReadOnly" }],
    });
  });

  test("what AWS cannot tell stays", () => {
    const bucket = resourceType("aws:s3/bucket:Bucket");
    const old = { bucket: "logs", forceDestroy: true };
    expect(readInputs(bucket, { bucket: "logs" }, old)).toEqual(old);
  });
});

test("an import names everything that makes the resource what it is", () => {
  expect(readInputs(trail, state, undefined)).toEqual({
    name: "MyTrail",
    s3BucketName: "logs",
    enableLogging: true,
    includeGlobalServiceEvents: true,
    tags: { a: "b" },
    region: "us-east-1",
  });
});
