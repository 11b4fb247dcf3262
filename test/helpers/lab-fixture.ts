import type { DeliveredRecord, TailEvent } from "../../infra/index.ts";
import {
  type Activity,
  type GeneratedCall,
  type LabSession,
  type LabState,
  type StepId,
  type StepState,
  stepIds,
} from "../../infra/index.ts";
import type { LabRequest, OpenLab, StackItem } from "../../tui/connection/connection.ts";
import { controller } from "../../tui/control/controller.ts";
import { noStacks } from "../../tui/store/stacks.ts";
import { store } from "../../tui/store/store.ts";
import { logFeed } from "../../tui/feed/log-feed.ts";

/** The moment at which all fixtures are looked at: 2026-03-04 10:00:00 UTC. */
export const fixtureNow = Date.UTC(2026, 2, 4, 10);

/** What the fixture's lab is opened with. */
export const fixtureRequest: LabRequest = {
  target: "sandbox",
  stack: "lab",
  profile: undefined,
  region: undefined,
  answers: {},
};

/** A session's state: the lab's defaults in a sandbox, with the given steps. */
export function labState(
  current: StepId,
  steps: Partial<Record<StepId, StepState>> = {},
  more: Partial<LabState> = {},
): LabState {
  const open = Object.fromEntries(stepIds.map((id) => [id, { status: "open" }])) as Record<StepId, StepState>;
  return {
    settings: {
      stack: "lab",
      region: "us-east-1",
      bucketName: "trailwright-lab-000000000000-4f2a",
      trailName: "MyTrail",
      retentionDays: 365,
      tags: {},
      target: "sandbox",
    },
    identity: {
      accountId: "000000000000",
      arn: "arn:aws:iam::000000000000:user/sandbox",
      userId: "AIDASANDBOX",
      credentialSource: "sandbox",
      region: "us-east-1",
      regionSource: "default",
      endpoint: "http://127.0.0.1:45123",
    },
    current,
    steps: { ...open, ...steps },
    calls: [],
    operation: undefined,
    ...more,
  };
}

/** A resource as the engine names it. */
export const resource = (type: string, name: string) => ({
  urn: `urn:pulumi:lab::trailwright::${type}::${name}`,
  type,
  name,
});

/** The preview of step 2. */
export const bucketPlan: NonNullable<StepState["plan"]> = [
  { resource: resource("aws:s3/bucket:Bucket", "logs"), operation: "create", detail: [] },
  {
    resource: resource("aws:s3/bucketVersioning:BucketVersioning", "logs-versioning"),
    operation: "create",
    detail: [],
  },
  {
    resource: resource("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "logs-expiry"),
    operation: "update",
    detail: [{ path: "rules[0].expiration.days", kind: "update" }],
  },
];

/** A bucket policy as evidence shows it. */
export const policyText = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "AWSCloudTrailAclCheck",
      Effect: "Allow",
      Principal: { Service: "cloudtrail.amazonaws.com" },
      Action: "s3:GetBucketAcl",
    },
    {
      Sid: "AWSCloudTrailWrite",
      Effect: "Allow",
      Principal: { Service: "cloudtrail.amazonaws.com" },
      Action: "s3:PutObject",
    },
  ],
});

/** A step that has been done. */
export const done: StepState = {
  status: "done",
  evidence: [{ title: "Versioning", source: "s3:GetBucketVersioning", text: "Enabled" }],
};

const fixtureActivities: readonly Activity[] = [
  {
    id: "ec2-instance",
    title: "Launch an EC2 instance",
    touches: ["One t3.micro instance"],
    cleanUp: "It is terminated.",
  },
  {
    id: "iam-user",
    title: "Create and delete an IAM user",
    touches: ["The user trailwright-lab"],
    cleanUp: "It is deleted.",
  },
  {
    id: "security-group",
    title: "Open and close a security-group rule",
    touches: ["One security group"],
    cleanUp: "It is deleted.",
  },
  {
    id: "denied",
    title: "A call that is denied",
    touches: ["Nothing: it is denied"],
    cleanUp: "Nothing to clean up.",
  },
];

/** A call of step 5, made a minute before the fixtures' moment. */
export const call = (
  eventName: string,
  status: GeneratedCall["status"],
  more: Partial<GeneratedCall> = {},
): GeneratedCall => ({
  requestId: `request-${eventName}`,
  activity: "iam-user",
  eventSource: "iam.amazonaws.com",
  eventName,
  calledAt: fixtureNow - 60_000,
  status,
  ...(status === "delivered"
    ? {
        delivery: {
          key: "AWSLogs/000000000000/CloudTrail/us-east-1/2026/03/04/000000000000_CloudTrail_us-east-1_20260304T1000Z_a1B2c3D4e5F6g7H8.json.gz",
          eventId: `event-${eventName}`,
          afterMilliseconds: 4200,
        },
      }
    : {}),
  ...more,
});

/** A delivered record, `seconds` after 09:00:00 UTC. */
export function delivered(
  eventName: string,
  seconds: number,
  more: Record<string, unknown> = {},
): DeliveredRecord {
  const at = fixtureNow - 3_600_000 + seconds * 1000;
  return {
    stack: "lab",
    key: "AWSLogs/000000000000/CloudTrail/us-east-1/2026/03/04/log.json.gz",
    deliveredAt: at + 4000,
    readAt: at + 5000,
    record: {
      eventVersion: "1.11",
      eventTime: new Date(at).toISOString().replace(".000Z", "Z"),
      eventSource: "iam.amazonaws.com",
      eventName,
      awsRegion: "us-east-1",
      sourceIPAddress: "127.0.0.1",
      userIdentity: { type: "IAMUser", userName: "alice", arn: "arn:aws:iam::000000000000:user/alice" },
      eventID: `event-${eventName}`,
      recipientAccountId: "000000000000",
      ...more,
    },
  };
}

/** A session whose state the test sets, and that notes what it was asked to do. */
export interface FixtureSession extends LabSession {
  set(state: LabState): void;
  readonly asked: string[];
  /** Makes the promises of work handed out so far resolve. */
  finish(): void;
}

function fixtureSession(first: LabState): FixtureSession {
  let state = first;
  const listeners = new Set<() => void>();
  const asked: string[] = [];
  let finishers: (() => void)[] = [];
  const work = (what: string) => {
    asked.push(what);
    return new Promise<void>((resolve) => finishers.push(resolve));
  };
  const set = (next: LabState) => {
    state = next;
    for (const listener of [...listeners]) listener();
  };
  return {
    get state() {
      return state;
    },
    set,
    asked,
    finish() {
      const waiting = finishers;
      finishers = [];
      for (const resolve of waiting) resolve();
    },
    activities: fixtureActivities,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    goTo: (step) => set({ ...state, current: step }),
    answer(changes) {
      asked.push(`answer ${JSON.stringify(changes)}`);
      set({ ...state, settings: { ...state.settings, ...changes } });
    },
    plan: (step) => work(`plan ${step}`),
    apply: (step) => work(`apply ${step}`),
    generate: (activities) => work(`generate ${activities.join(" ")}`),
    cleanUp: () => work("clean up"),
    delivered: (records) => void asked.push(`delivered ${records.length}`),
    planDestroy: () => work("plan destroy"),
    destroy: () => work("destroy"),
    cancel() {
      asked.push("cancel");
      this.finish();
    },
    close: async () => void asked.push("close"),
  };
}

/** A lab as it is once the target is open, and the end of its tail that delivers. */
function openFixtureLab(session: FixtureSession, stacks: readonly StackItem[] = []) {
  const queue: TailEvent[] = [];
  let wake = () => {};
  const feed = logFeed(
    async function* (_sources, signal) {
      signal.addEventListener("abort", () => wake());
      while (!signal.aborted) {
        const event = queue.shift();
        if (event) yield event;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    },
    () => {},
  );
  const lab: OpenLab = {
    target: {
      kind: "sandbox",
      identity: session.state.identity,
      clientConfig: () => ({
        region: "us-east-1",
        credentials: async () => ({ accessKeyId: "", secretAccessKey: "" }),
      }),
      workerEnvironment: async () => ({}),
      provider: "attached",
      delivery: { typicalSeconds: 5, pollMilliseconds: 1000 },
      close: async () => {},
    },
    session,
    feed,
    stacks: () => stacks,
    stacksWork: {
      state: store(noStacks),
      look: async (names) => void session.asked.push(`look at ${names.join(" ")}`),
      plan: async (names) => void session.asked.push(`plan stacks ${names.join(" ")}`),
      up: async (names) => void session.asked.push(`bring up ${names.join(" ")}`),
      cancel: (stack) => void session.asked.push(`stop ${stack ?? "all"}`),
    },
    async close() {
      await feed.close();
      await session.close();
    },
  };
  return {
    lab,
    deliver(...events: TailEvent[]) {
      queue.push(...events);
      wake();
    },
    /** Starts tailing stacks of these names. */
    follow: (...names: string[]) =>
      feed.follow(
        names.map((stack) => ({
          stack,
          accountId: "000000000000",
          bucketName: `bucket-of-${stack}`,
          client: lab.target.clientConfig(),
          pollMilliseconds: 1000,
        })),
      ),
  };
}

/** A controller over a fixture lab, opened, with a clock that stands still, and the exit code once it is there. */
export async function openFixture(state: LabState, stacks?: readonly StackItem[]) {
  const session = fixtureSession(state);
  const fixture = openFixtureLab(session, stacks);
  let exitCode: number | undefined;
  const control = controller({
    request: fixtureRequest,
    open: async () => fixture.lab,
    exit: (code) => {
      exitCode = code;
    },
    now: () => fixtureNow,
  });
  await control.open(fixtureRequest);
  return { ...fixture, session, control, exitCode: () => exitCode };
}
