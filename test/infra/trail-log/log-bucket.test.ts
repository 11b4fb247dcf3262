import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { bucketProblem } from "../../../infra/trail-log/bucket-problem.ts";
import { LogBucket } from "../../../infra/trail-log/log-bucket.ts";

test("a connection on which nothing comes counts as lost", async () => {
  const server = createServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const source = {
    stack: "audit",
    accountId: "111111111111",
    bucketName: "logs",
    pollMilliseconds: 250,
    client: {
      region: "us-east-1",
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      forcePathStyle: true,
      maxAttempts: 1,
      credentials: () => Promise.resolve({ accessKeyId: "AKIAEXAMPLE", secretAccessKey: "x" }),
    },
  };
  const bucket = new LogBucket(source, new AbortController().signal, 20);
  onTestFinished(() => bucket.renew());
  const error = await bucket.files("AWSLogs/").then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(bucketProblem(error, { doing: "list", bucketName: "logs", stack: "audit" }).message).toBe(
    "Bucket logs could not be listed: no connection (TimeoutError).",
  );
});
