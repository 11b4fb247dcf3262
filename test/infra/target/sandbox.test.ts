import { expect, onTestFinished, test } from "vitest";
import { startSandbox } from "../../../infra/sandbox/index.ts";
import { openTarget } from "../../../infra/target/open-target.ts";
import { temporaryPaths } from "../../helpers/temporary-home.ts";

test("the sandbox is found, whatever AWS_ variables the user has, and says who we are there", async () => {
  const paths = temporaryPaths();
  const sandbox = await startSandbox({ folder: paths.sandbox });
  onTestFinished(() => sandbox.close());
  const target = await openTarget({
    kind: "sandbox",
    paths,
    env: {
      AWS_ACCESS_KEY_ID: "AKIAREAL",
      AWS_SECRET_ACCESS_KEY: "real",
      AWS_REGION: "ap-south-1",
      AWS_PROFILE: "real",
    },
  });
  expect(target.identity).toEqual({
    accountId: sandbox.accountId,
    arn: `arn:aws:iam::${sandbox.accountId}:user/trailwright-admin`,
    userId: expect.stringMatching(/^AIDA/),
    credentialSource: "sandbox",
    region: "us-east-1",
    regionSource: "default",
    endpoint: sandbox.endpoint,
  });
  expect(JSON.stringify(await target.workerEnvironment())).not.toContain("REAL");
  await target.close();
});
