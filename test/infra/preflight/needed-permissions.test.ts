import { CreateAccessKeyCommand, CreateUserCommand, PutUserPolicyCommand } from "@aws-sdk/client-iam";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import type { OperationRequest } from "../../../infra/engine/operation.ts";
import { runOperation } from "../../../infra/engine/run-operation.ts";
import { neededPermissions } from "../../../infra/preflight/needed-permissions.ts";
import { runPreflight } from "../../../infra/preflight/run-preflight.ts";
import { writeSettings } from "../../../infra/stacks/settings-file.ts";
import type { StackSettings } from "../../../infra/stacks/settings.ts";
import { testEngine, toEnd } from "../../helpers/engine-run.ts";
import { temporaryPaths } from "../../helpers/temporary-home.ts";
import { openScene, settingsOf } from "./situations.ts";

const cases: readonly { readonly name: string; readonly more: Partial<StackSettings> }[] = [
  { name: "bucket, policy and trail", more: { tags: { team: "audit" } } },
  {
    name: "key, insights, access logs",
    more: { kmsKey: "own", purpose: "insights", accessLogBucket: "access-logs-here" },
  },
  { name: "Object Lock", more: { objectLock: { mode: "GOVERNANCE", days: 1 }, emptyOnDestroy: false } },
  {
    name: "log group, alarms, deliveries",
    more: {
      logGroup: { retentionDays: 30 },
      alarms: "tuned",
      subscriptions: ["auditor@example.com"],
      deliveryNotifications: true,
    },
  },
];

test.each(cases)("$name: who has just these permissions can bring it up and destroy it", async ({ more }) => {
  const scene = await openScene();
  const settings = settingsOf({ ...more, target: "sandbox", accountId: scene.accountId });
  await scene.s3.send(new CreateBucketCommand({ Bucket: "access-logs-here" }));
  const needed = neededPermissions(settings, scene.accountId, "attached");
  const Statement = [
    ...needed.map(({ actions, resource }) => ({ Effect: "Allow", Action: actions, Resource: resource })),
    { Effect: "Allow", Action: "iam:SimulatePrincipalPolicy", Resource: "*" },
    // What looking beforehand takes.
    {
      Effect: "Allow",
      Action: ["s3:Get*", "s3:ListBucket", "cloudtrail:ListTrails", "cloudtrail:Get*"],
      Resource: "*",
    },
  ];
  const UserName = "builder";
  await scene.iam.send(new CreateUserCommand({ UserName }));
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
  await scene.iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "needed", PolicyDocument }));
  const { AccessKey } = await scene.iam.send(new CreateAccessKeyCommand({ UserName }));
  const target = await scene.as({
    accessKeyId: AccessKey!.AccessKeyId!,
    secretAccessKey: AccessKey!.SecretAccessKey!,
  });
  const { findings, facts } = await runPreflight(target, settings);
  expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);
  expect(facts.permissions).toMatchObject({ value: expect.any(Array) });

  const paths = temporaryPaths();
  writeSettings(paths, settings);
  const engine = await testEngine();
  const run = (request: Pick<OperationRequest, "kind"> & Partial<OperationRequest>) =>
    toEnd(
      runOperation({ settings, through: "trail", target, ...request }, { paths, engine, env: process.env }),
    );
  await run({ kind: "up" });
  await run({ kind: "refresh" });
  await run({ kind: "destroy" });
});
