import { expect, test, vi } from "vitest";
import { AwsCallError } from "../../../../infra/sandbox/provider/aws-call-error.ts";
import { eventually } from "../../../../infra/sandbox/provider/eventually.ts";
import type { Context } from "../../../../infra/sandbox/provider/resource-type.ts";

const failing = (code: string) =>
  new AwsCallError({ service: "S3", operation: "PutBucketPolicy", code, message: "no", status: 404 });
const context = (more: Partial<Context> = {}): Context =>
  ({ signal: new AbortController().signal, madeBuckets: new Map(), ...more }) as Context;
const justMade = new Map([["new", Number.MAX_SAFE_INTEGER]]);

test("a bucket made a moment ago is asked again until S3 knows it", async () => {
  const call = vi.fn().mockRejectedValueOnce(failing("NoSuchBucket")).mockResolvedValue("done");
  await expect(eventually("new", context({ madeBuckets: justMade }), call)).resolves.toBe("done");
  expect(call).toHaveBeenCalledTimes(2);
});

test("a bucket that is not there, and any other refusal, fails at once", async () => {
  const call = vi.fn().mockRejectedValue(failing("NoSuchBucket"));
  await expect(eventually("other", context({ madeBuckets: justMade }), call)).rejects.toThrow("NoSuchBucket");
  const denied = vi.fn().mockRejectedValue(failing("AccessDenied"));
  await expect(eventually("new", context({ madeBuckets: justMade }), denied)).rejects.toThrow("AccessDenied");
  expect([call, denied].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
});

test("a cancelled operation waits no longer", async () => {
  const stop = new AbortController();
  const call = vi.fn(async () => {
    stop.abort(new Error("stopped"));
    throw failing("OperationAborted");
  });
  await expect(eventually("any", context({ signal: stop.signal }), call)).rejects.toThrow("stopped");
  expect(call).toHaveBeenCalledTimes(1);
});
