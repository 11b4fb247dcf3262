import { CreateUserCommand } from "@aws-sdk/client-iam";
import { CreateBucketCommand, PutBucketPolicyCommand } from "@aws-sdk/client-s3";
import { expect, onTestFinished, test } from "vitest";
import { openSandboxClients, refusal } from "../../helpers/sandbox-clients.ts";

test("a policy that nests without end is refused, and undoes nobody else's call", async () => {
  const box = await openSandboxClients();
  onTestFinished(() => box.close());
  const Bucket = "nested";
  const stranger = box.as(box.sandbox.accounts[1]!.credentials);
  await stranger.s3.send(new CreateBucketCommand({ Bucket }));
  const Policy = `{"Version":"2012-10-17","Statement":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
  const others = Array.from({ length: 5 }, (_, at) =>
    box.iam.send(new CreateUserCommand({ UserName: `user-${at}` })),
  );
  const [{ status }] = await Promise.all([
    refusal(stranger.s3.send(new PutBucketPolicyCommand({ Bucket, Policy }))),
    ...others,
  ]);
  expect(status).toBe(400);
});
