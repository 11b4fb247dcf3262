import { describe, expect, test } from "vitest";
import type { Evidence, GeneratedCall, LabState } from "../../../infra/lab/lab-state.ts";
import { freshState, furthest, type LabAction, reduce, within } from "../../../infra/lab/progress.ts";
import { stepIds } from "../../../infra/lab/step.ts";
import { stackSettingsSchema } from "../../../infra/stacks/settings.ts";

const settings = stackSettingsSchema.parse({ stack: "lab", bucketName: "some-bucket" });
const identity = {
  accountId: "111122223333",
  arn: "arn:aws:iam::111122223333:user/a",
  userId: "AIDA",
  credentialSource: "sandbox",
  region: "us-east-1",
  regionSource: "default",
};
const evidence: Evidence[] = [{ title: "Fact", source: "s3:Get", text: "yes" }];
const reached = (actions: readonly LabAction[], from = freshState(settings, identity)): LabState =>
  actions.reduce(reduce, from);
const allDone = reached(stepIds.map((step) => ({ type: "done", step, evidence })));
const call = (requestId: string, status: GeneratedCall["status"] = "waiting"): GeneratedCall => ({
  requestId,
  activity: "iam-user",
  eventSource: "iam.amazonaws.com",
  eventName: "CreateUser",
  calledAt: 1_000,
  status,
});

describe("a step", () => {
  test("begins open and goes through planning, planned, running to done with its evidence", () => {
    const statuses: string[] = [];
    let state = freshState(settings, identity);
    const actions: LabAction[] = [
      { type: "planning", step: "bucket" },
      { type: "planned", step: "bucket", plan: [] },
      { type: "running", step: "bucket", through: "bucket" },
      { type: "done", step: "bucket", evidence },
    ];
    for (const action of actions) {
      state = reduce(state, action);
      statuses.push(state.steps.bucket.status);
    }
    expect(statuses).toEqual(["planning", "planned", "running", "done"]);
    expect(state.steps.bucket.evidence).toBe(evidence);
    expect(state.deployed).toBe("bucket");
  });

  test("keeps the evidence of the last time while it is planned again, and when that fails", () => {
    const planned = reached([{ type: "planning", step: "bucket" }], allDone);
    expect(planned.steps.bucket).toEqual({ status: "planning", evidence, wasDone: true });
    const problem = { code: "EngineFailed", message: "no" };
    const failed = reduce(planned, { type: "failed", step: "bucket", problem });
    expect(failed.steps.bucket).toEqual({ status: "failed", evidence, problem });
  });

  test("is as it was when its plan is dropped", () => {
    expect(
      reached([
        { type: "planning", step: "bucket" },
        { type: "plan-dropped", step: "bucket" },
      ]).steps.bucket,
    ).toEqual({
      status: "open",
    });
    const again = reached(
      [
        { type: "planning", step: "bucket" },
        { type: "plan-dropped", step: "bucket" },
      ],
      allDone,
    );
    expect(again.steps.bucket).toEqual({ status: "done", evidence });
    const changed: LabAction = { type: "answered", settings: { ...settings, retentionDays: 9 } };
    const dropped: LabAction[] = [
      { type: "planning", step: "bucket" },
      { type: "planned", step: "bucket", plan: [] },
      { type: "plan-dropped", step: "bucket" },
    ];
    expect(reached([changed, ...dropped], allDone).steps.bucket).toEqual({ status: "stale", evidence });
    expect(reached([dropped[0]!, changed, dropped[2]!], allDone).steps.bucket.status).toBe("stale");
  });

  test("forgets its problem when it is tried again", () => {
    const failed = reached([{ type: "failed", step: "policy", problem: { code: "X", message: "no" } }]);
    expect(reduce(failed, { type: "running", step: "policy" }).steps.policy).not.toHaveProperty("problem");
  });
});

describe("a changed answer", () => {
  const statuses = (changes: Partial<typeof settings>) => {
    const state = reduce(allDone, { type: "answered", settings: { ...settings, ...changes } });
    return stepIds.filter((id) => state.steps[id].status === "stale");
  };

  test.each([
    [{ bucketName: "another-bucket" }, ["bucket", "policy", "trail", "events", "watch"]],
    [{ trailName: "Other" }, ["policy", "trail", "events", "watch"]],
    [{ keyPrefix: "logs" }, ["policy", "trail", "events", "watch"]],
    [{ retentionDays: 7 }, ["bucket"]],
    [{ tags: { a: "b" } }, ["bucket", "trail"]],
    [{ region: "eu-central-1" }, [...stepIds]],
    [{}, []],
  ])("%j makes %j stale", (changes, expected) => {
    expect(statuses(changes)).toEqual(expected);
  });

  test("opens steps that were only planned, and drops their plan", () => {
    const planned = reached([{ type: "planned", step: "bucket", plan: [] }]);
    const state = reduce(planned, {
      type: "answered",
      settings: { ...settings, bucketName: "another-bucket" },
    });
    expect(state.steps.bucket).toEqual({ status: "open" });
  });

  test("forgets calls that the old trail will not deliver any more, and keeps those it did", () => {
    const state = reached([
      { type: "called", call: call("waiting") },
      { type: "called", call: call("arrived", "delivered") },
      { type: "answered", settings: { ...settings, bucketName: "another-bucket" } },
    ]);
    expect(state.calls.map(({ requestId }) => requestId)).toEqual(["arrived"]);
  });

  test("that concerns the bucket's settings only lets calls wait on", () => {
    const state = reached([
      { type: "called", call: call("waiting") },
      { type: "answered", settings: { ...settings, retentionDays: 9 } },
    ]);
    expect(state.calls).toHaveLength(1);
  });
});

describe("what is deployed", () => {
  test("never shrinks", () => {
    const state = reached([
      { type: "running", step: "trail", through: "trail" },
      { type: "running", step: "bucket", through: "bucket" },
    ]);
    expect(state.deployed).toBe("trail");
  });

  test("is compared part by part", () => {
    expect(furthest("bucket", "policy")).toBe("policy");
    expect(furthest("trail", "policy")).toBe("trail");
    expect(furthest("bucket", undefined)).toBe("bucket");
    expect(within("policy", "trail")).toBe(true);
    expect(within("trail", "policy")).toBe(false);
  });
});

describe("calls", () => {
  const records = [{ requestId: "one", eventId: "e1", key: "k.json.gz", deliveredAt: 3_500 }];

  test("wait, are in the history, are delivered", () => {
    const waiting = reached([{ type: "called", call: call("one") }]);
    const history = reduce(waiting, { type: "seen-in-history", requestIds: new Set(["one"]) });
    expect(history.calls[0]!.status).toBe("delivering");
    const delivered = reduce(history, { type: "delivered", records });
    expect(delivered.calls[0]).toMatchObject({
      status: "delivered",
      delivery: { key: "k.json.gz", eventId: "e1", afterMilliseconds: 2_500 },
    });
  });

  test("never go back from delivered, and keep their first delivery", () => {
    const delivered = reached([
      { type: "called", call: call("one") },
      { type: "delivered", records },
    ]);
    const again = reached(
      [
        { type: "seen-in-history", requestIds: new Set(["one"]) },
        { type: "delivered", records: [{ ...records[0]!, key: "later" }] },
      ],
      delivered,
    );
    expect(again.calls).toBe(delivered.calls);
  });

  test("are not delivered before they were made, whatever the seconds of Last-Modified say", () => {
    const state = reached([
      { type: "called", call: { ...call("one"), calledAt: 3_900 } },
      { type: "delivered", records },
    ]);
    expect(state.calls[0]!.delivery!.afterMilliseconds).toBe(0);
  });

  test("of others change nothing", () => {
    const state = reached([{ type: "called", call: call("mine") }]);
    expect(reduce(state, { type: "delivered", records }).calls).toBe(state.calls);
  });
});

test("destroyed: everything is at its beginning, the operation is still to be read", () => {
  const ended = reached(
    [
      { type: "operation-started", kind: "destroy", step: "destroy", at: 1 },
      { type: "called", call: call("one") },
      { type: "destroyed", settings: { ...settings, bucketName: "fresh-bucket" } },
    ],
    { ...allDone, deployed: "trail" },
  );
  expect(ended.operation?.kind).toBe("destroy");
  expect({ ...ended, operation: undefined }).toEqual(
    freshState({ ...settings, bucketName: "fresh-bucket" }, identity),
  );
});
