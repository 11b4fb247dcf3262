import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { describe, expect, test } from "vitest";
import { checkBucketNameIsFree } from "../../../infra/adopt/names-free.ts";
import { openLabSession } from "../../../infra/lab/open-lab-session.ts";
import { paths } from "../../../infra/paths.ts";
import { administratorCredentials } from "../../../infra/sandbox/services/iam/principals.ts";
import { stackSettingsSchema } from "../../../infra/stacks/settings.ts";
import { targetOf, testSandbox } from "../../helpers/sandbox-target.ts";
import { temporaryPaths } from "../../helpers/temporary-home.ts";

const settings = stackSettingsSchema.parse({ stack: "lab", bucketName: "wanted-by-two" });

describe("a bucket name", () => {
  test("that nobody has is free", async () => {
    await checkBucketNameIsFree(targetOf(await testSandbox()), settings);
  });

  test("of another account is taken", async () => {
    const sandbox = await testSandbox();
    const target = targetOf(sandbox);
    const other = administratorCredentials(sandbox.world, "444455556666");
    const theirs = new S3Client({ ...target.clientConfig(), credentials: other });
    await theirs.send(new CreateBucketCommand({ Bucket: settings.bucketName }));
    await expect(checkBucketNameIsFree(target, settings)).rejects.toMatchObject({
      code: "BucketNameTaken",
      exitCode: 4,
      why: expect.stringContaining("another account"),
    });
  });

  test("is not called taken when it is our credentials that S3 refuses", async () => {
    const sandbox = await testSandbox();
    const target = targetOf(sandbox);
    const wrong = { ...sandbox.credentials, accessKeyId: "AKIAIOSFODNN7EXAMPLE" };
    const refused = {
      ...target,
      clientConfig: (region?: string) => ({
        ...target.clientConfig(region),
        credentials: async () => wrong,
      }),
    };
    await new S3Client(target.clientConfig()).send(new CreateBucketCommand({ Bucket: settings.bucketName }));
    await expect(checkBucketNameIsFree(refused, settings)).rejects.toMatchObject({
      code: "CredentialsMissing",
    });
  });

  test("of our own account, not made by the stack, is not adopted: planning says so, and nothing is touched", async () => {
    const target = targetOf(await testSandbox());
    await new S3Client(target.clientConfig()).send(new CreateBucketCommand({ Bucket: settings.bucketName }));
    const session = await openLabSession({
      target,
      // The engine is the one that is there already.
      paths: { ...temporaryPaths(), engine: paths().engine },
      stack: "lab",
      answers: { bucketName: settings.bucketName },
    });
    await session.apply("bucket");
    expect(session.state.steps.bucket).toMatchObject({
      status: "failed",
      problem: { code: "BucketNameTaken", why: expect.stringContaining("this stack did not make it") },
    });
    expect(session.state.deployed).toBeUndefined();
    await session.close();
  });
});
