import { describe, expect, test } from "vitest";
import { CreateKeyCommand } from "@aws-sdk/client-kms";
import { runOperation } from "../../../infra/engine/run-operation.ts";
import { rules } from "../../../infra/preflight/rules/index.ts";
import { runPreflight } from "../../../infra/preflight/run-preflight.ts";
import { keyPolicy } from "../../../infra/program/key-policy.ts";
import { testEngine, toEnd } from "../../helpers/engine-run.ts";
import { temporaryPaths } from "../../helpers/temporary-home.ts";
import { brokenSetUps } from "./broken-set-ups.ts";
import { openScene, settingsOf } from "./situations.ts";

describe("set-ups that would not go well", () => {
  test.each(brokenSetUps)("$name: $rule", async ({ prepare, rule, severity, what, mend, fails }) => {
    const scene = await openScene();
    const prepared = await prepare(scene);
    const { settings, made, now } = prepared;
    const target = prepared.target ?? (await scene.as(scene.sandbox.credentials));
    const { findings } = await runPreflight(target, settings, {
      ...(made ? { made } : {}),
      ...(now ? { now: () => now } : {}),
    });
    const found = findings.filter((finding) => finding.rule === rule);
    expect(found.map((finding) => finding.severity)).toContain(severity);
    expect(found.map((finding) => finding.what).join("\n")).toMatch(what);
    expect(found.map((finding) => finding.mend).join("\n")).toMatch(mend);
    // Nothing but the thing itself is found to be an error.
    expect(findings.filter((one) => one.severity === "error" && one.rule !== rule)).toEqual([]);
    if (!fails) return;

    const engine = await testEngine();
    const paths = temporaryPaths();
    const operation = runOperation(
      { kind: "up", settings, through: "trail", target },
      { paths, engine, env: process.env },
    );
    const failure = await toEnd(operation).then(
      () => undefined,
      (error: Error & { why?: string }) => `${error.message} ${error.why}`,
    );
    expect(failure).toMatch(fails);
  });

  test("every rule that is an error is tried", () => {
    const tried = new Set(brokenSetUps.map(({ rule }) => rule));
    const errors = rules.filter(({ severity }) => severity === "error").map(({ id }) => id);
    // Adopting is tried in test/infra/adopt; the sandbox's accounts all belong to an organization.
    const elsewhere = ["adopted-bucket-gone", "adopted-trail-gone", "no-organization"];
    expect(errors.filter((id) => !tried.has(id))).toEqual(elsewhere);
  });
});

describe("set-ups in order", () => {
  test("the lab's defaults: nothing is found", async () => {
    const scene = await openScene();
    const { findings, policies } = await runPreflight(
      await scene.as(scene.sandbox.credentials),
      settingsOf(),
    );
    expect(findings).toEqual([]);
    expect(policies.map(({ of, statements }) => [of, statements.map(({ sid }) => sid)])).toEqual([
      ["bucket cloudtrail-logs-preflight", ["AWSCloudTrailAclCheck", "AWSCloudTrailWrite", "DenyWithoutTls"]],
    ]);
  });

  test("every policy around the trail's events and notices is explained as it will be", async () => {
    const scene = await openScene();
    const { policies } = await runPreflight(
      await scene.as(scene.sandbox.credentials),
      settingsOf({
        logGroup: { retentionDays: 30 },
        alarms: "tuned",
        subscriptions: ["auditor@example.com"],
        deliveryNotifications: true,
      }),
    );
    const around = policies.slice(1);
    expect(around.map(({ of, statements }) => [of, statements.map(({ sid }) => sid)])).toEqual([
      ["role trailwright-audit-events (trust)", ["AssumeAsCloudTrail"]],
      ["role trailwright-audit-events (permissions)", ["CreateLogStream", "PutLogEvents"]],
      ["topic trailwright-audit-alarms", ["PublishAlarms"]],
      ["topic trailwright-audit-deliveries", ["PublishDeliveries"]],
      ["queue trailwright-audit-deliveries", ["SendDeliveries"]],
    ]);
    const [statement] = around[1]!.statements;
    expect(statement!.meaning).toBe(
      "The role may open log streams for this trail's events in the stack's log group.",
    );
    expect(around[4]!.document.Statement[0]).toMatchObject({
      Resource: `arn:aws:sqs:us-east-1:${scene.accountId}:trailwright-audit-deliveries`,
    });
  });

  test("what the stack has made itself stands in nobody's way, a key that is meant for it neither", async () => {
    const scene = await openScene();
    const Policy = JSON.stringify(keyPolicy(settingsOf(), scene.accountId));
    const { KeyMetadata } = await scene.kms().send(new CreateKeyCommand({ Policy }));
    const settings = settingsOf({ kmsKey: KeyMetadata!.Arn! });
    const target = await scene.as(scene.sandbox.credentials);
    expect((await runPreflight(target, settings)).findings).toEqual([]);
    const operation = runOperation(
      { kind: "up", settings, through: "trail", target },
      { paths: temporaryPaths(), engine: await testEngine(), env: process.env },
    );
    const { result } = await toEnd(operation);
    expect((await runPreflight(target, settings, { made: result.outputs })).findings).toEqual([]);
    expect((await runPreflight(target, settings)).findings.map(({ rule }) => rule)).toEqual([
      "bucket-is-there",
      "trail-is-there",
    ]);
  });
});
