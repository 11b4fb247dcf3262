import { expect, test } from "vitest";
import { plannedState } from "../../../../infra/sandbox/provider/planned-state.ts";
import { UNKNOWN } from "../../../../infra/sandbox/provider/property-value.ts";
import { resourceType } from "../../../../infra/sandbox/provider/types/index.ts";

const bucket = resourceType("aws:s3/bucket:Bucket");

test("what AWS makes up is unknown before the creation", () => {
  const planned = plannedState(bucket, { bucket: "logs", tags: { a: "b" } }, undefined, { team: "blue" });
  expect(planned).toMatchObject({
    bucket: "logs",
    arn: UNKNOWN,
    bucketRegionalDomainName: UNKNOWN,
    tagsAll: { team: "blue", a: "b" },
  });
  expect(planned).not.toHaveProperty("__defaults");
});

test("before an update it is what it was", () => {
  const old = { bucket: "logs", arn: "arn:aws:s3:::logs", tags: { a: "b" } };
  const planned = plannedState(bucket, { bucket: "logs", tags: UNKNOWN }, old, {});
  expect(planned).toMatchObject({ arn: "arn:aws:s3:::logs", tags: UNKNOWN, tagsAll: UNKNOWN });
  expect(planned["policy"]).toBeUndefined();
});
