import { afterEach, describe, expect, test } from "vitest";
import type { LabState } from "../../infra/index.ts";
import { App } from "../../tui/app.tsx";
import type { StackItem } from "../../tui/connection/connection.ts";
import { controller } from "../../tui/control/controller.ts";
import { SurroundingsProvider, surroundingsFrom } from "../../tui/surroundings.ts";
import {
  bucketPlan,
  call,
  delivered,
  done,
  fixtureNow,
  fixtureRequest,
  labState,
  openFixture,
  policyText,
  resource,
} from "../helpers/lab-fixture.ts";
import { keys } from "../helpers/pseudo-terminal.ts";
import { type InkTerminal, openInkTerminal } from "../helpers/terminal.ts";

let open: InkTerminal | undefined;
afterEach(() => {
  open?.close();
  open = undefined;
});

interface Size {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: NodeJS.ProcessEnv;
}

async function show(
  state: LabState,
  { columns = 80, rows = 24, env = {} }: Size = {},
  stacks?: readonly StackItem[],
) {
  const fixture = await openFixture(state, stacks);
  const terminal = openInkTerminal(
    <SurroundingsProvider value={surroundingsFrom(env, () => fixtureNow)}>
      <App control={fixture.control} />
    </SurroundingsProvider>,
    columns,
    rows,
  );
  open = terminal;
  await terminal.waitFor("Trailwright");
  return { ...fixture, terminal };
}

const calls = [
  call("CreateUser", "delivered"),
  call("DeleteUser", "delivering"),
  call("AssumeRole", "waiting", { eventSource: "sts.amazonaws.com", errorCode: "AccessDenied" }),
];
const allDone = { identity: done, bucket: done, policy: done, trail: done, events: done };
const small: Size = { columns: 80, rows: 24 };
const large: Size = { columns: 200, rows: 50 };
const sizes: readonly (readonly [string, Size])[] = [
  ["80 x 24", small],
  ["200 x 50", large],
];

const watching = async (size: Size = {}) => {
  const shown = await show(labState("watch", allDone, { calls, deployed: "trail" }), size);
  shown.follow("lab");
  shown.deliver(
    {
      type: "records",
      records: [
        delivered("CreateUser", 1),
        delivered("DeleteUser", 2),
        delivered("AssumeRole", 3, { errorCode: "AccessDenied", eventSource: "sts.amazonaws.com" }),
      ],
    },
    { type: "log-file", stack: "lab", key: "k", bytes: 9, records: 3, deliveredAt: fixtureNow - 5000 },
    { type: "caught-up", stack: "lab" },
  );
  await shown.terminal.waitFor("3 records from 1 log file");
  return shown;
};

/** Rows of the screen, all of them. */
const rowsOf = (screen: string, { rows = 24 }: Size) => {
  const lines = screen.split("\n");
  return [...lines, ...Array.from({ length: rows - lines.length }, () => "")];
};

describe.each(sizes)("at %s", (_name, size) => {
  test("the first frame is whole before anything is open", async () => {
    const control = controller({
      request: fixtureRequest,
      open: () => new Promise(() => {}),
      exit: () => {},
      now: () => fixtureNow,
    });
    open = openInkTerminal(<App control={control} />, size.columns!, size.rows!);
    await open.waitFor("starting");
    const screen = await open.screen();
    expect(screen).toContain("Trailwright  SANDBOX  stack lab");
    expect(screen).toContain("Step 1 of 6  Identity and region");
    expect(rowsOf(screen, size).at(-1)).toMatch(/help/);
  });

  test("identity: where we are, before anything is written", async () => {
    const { terminal } = await show(labState("identity"), size);
    const screen = await terminal.screen();
    expect(rowsOf(screen, size)[0]).toMatch(/SANDBOX +stack lab +account 000000000000 +us-east-1.*● ready$/);
    expect(screen).toContain("arn:aws:iam::000000000000:user/sandbox");
    expect(screen).toContain("http://127.0.0.1:45123");
    expect(screen).toContain("› Enter  look up who you are there");
  });

  test("bucket: the plan, one row per resource with its changed properties", async () => {
    const { terminal } = await show(
      labState("bucket", { identity: done, bucket: { status: "planned", plan: bucketPlan } }),
      size,
    );
    const screen = await terminal.screen();
    expect(screen).toMatch(/\+ create +s3 Bucket +logs/);
    expect(screen).toMatch(/~ update +s3 BucketLifecycleConfig/);
    expect(screen).toContain("~rules[0].expiration.days");
    expect(screen).toContain("› Enter  make these 3 changes");
  });

  test("bucket: progress, live per resource, with what is still planned", async () => {
    const state = labState(
      "bucket",
      { identity: done, bucket: { status: "running", plan: bucketPlan } },
      {
        operation: {
          kind: "up",
          step: "bucket",
          phase: "running",
          message: "building the Pulumi engine, 34 s",
          startedAt: fixtureNow - 12_000,
          diagnostics: [{ severity: "warning", message: "mind the gap" }],
          resources: [
            {
              resource: resource("aws:s3/bucket:Bucket", "logs"),
              operation: "create",
              state: "done",
              seconds: 1.2,
            },
            {
              resource: resource("aws:s3/bucketVersioning:BucketVersioning", "logs-versioning"),
              operation: "create",
              state: "running",
              startedAt: fixtureNow - 3000,
            },
          ],
        },
      },
    );
    const { terminal } = await show(state, size);
    const screen = await terminal.screen();
    expect(rowsOf(screen, size)[0]).toMatch(/working 12 s$/);
    expect(screen).toContain("building the Pulumi engine, 34 s");
    expect(screen).toMatch(/✓ create +s3 Bucket +1\.2 s/);
    expect(screen).toMatch(/. create +s3 BucketVersioning +3\.0 s/);
    expect(screen).toMatch(/○ update +s3 BucketLifecycle/);
    expect(screen).toContain("mind the gap");
  });

  test("policy: the evidence is in view and scrolls", async () => {
    const state = labState("policy", {
      identity: done,
      bucket: done,
      policy: {
        status: "done",
        evidence: [{ title: "Bucket policy", source: "s3:GetBucketPolicy", text: policyText }],
      },
    });
    const { terminal } = await show(state, size);
    expect(await terminal.screen()).toContain("AWSCloudTrailAclCheck");
    terminal.send(keys.pageDown);
    expect(await terminal.waitFor("s3:PutObject")).toContain("› Enter  go on to step 4");
  });

  test("a failure says what happened, why, and what to do next", async () => {
    const problem = {
      code: "BucketNameTaken",
      message: "The bucket name is taken.",
      why: "Names are shared.",
      next: "Choose another.",
    };
    const { terminal } = await show(
      labState("bucket", { identity: done, bucket: { status: "failed", problem } }),
      size,
    );
    const screen = await terminal.screen();
    for (const text of [
      "✗ The bucket name is taken.",
      "Why   Names are shared.",
      "Next  Choose another.",
      "BucketNameTaken",
    ])
      expect(screen).toContain(text);
  });

  test("events: what is offered, what each touches", async () => {
    const { terminal, control, session } = await show(
      labState("events", { ...allDone, events: { status: "open" } }, { deployed: "trail" }),
      size,
    );
    expect(await terminal.screen()).toContain("› Enter  run the 4 chosen activities");
    terminal.send(keys.down);
    await terminal.waitFor("The user trailwright-lab");
    terminal.send(" ");
    await terminal.waitFor("run the 3 chosen activities");
    terminal.send(keys.enter);
    await terminal.waitFor("working");
    expect(session.asked).toEqual(["generate ec2-instance security-group denied"]);
    expect(control.ui.get().chosen).not.toContain("iam-user");
  });

  test("watch: each call waiting, delivering, delivered, and the log below", async () => {
    const { terminal } = await watching(size);
    const screen = await terminal.screen();
    expect(screen).toMatch(/✓ delivered +4 s +iam CreateUser/);
    expect(screen).toMatch(/delivering +1 min +iam DeleteUser/);
    expect(screen).toMatch(/○ waiting +1 min +sts AssumeRole AccessDenied/);
    expect(screen).toMatch(/a1B2c3D4e5F6g7H8\.json\.gz/);
    expect(screen).toMatch(/09:00:03 +sts +AssumeRole .*alice .*AccessDenied/);
    terminal.send(keys.enter);
    expect(await terminal.waitFor("Log file")).toMatch(/"eventName": "CreateUser"/);
  });

  test("destroy: what it would remove and keep, and the name to type", async () => {
    const line = (type: string, operation: "delete" | "same") => ({
      resource: resource(type, "logs"),
      operation,
      state: "planned" as const,
    });
    const state = labState("watch", allDone, {
      deployed: "trail",
      operation: {
        kind: "destroy",
        step: "destroy",
        phase: "done",
        message: "",
        startedAt: fixtureNow,
        diagnostics: [],
        resources: [line("aws:cloudtrail/trail:Trail", "delete"), line("aws:s3/bucket:Bucket", "same")],
      },
    });
    const { terminal, session } = await show(state, size);
    terminal.send("d");
    await terminal.waitFor("Destroy stack lab");
    session.finish();
    const screen = await terminal.waitFor("Type the stack's name to confirm:");
    expect(screen).toMatch(/Would remove 1[^\n]*\n[^\n]*- cloudtrail Trail/);
    expect(screen).toMatch(/Would keep 1[^\n]*\n[^\n]*s3 Bucket/);
    terminal.send("lab");
    await terminal.waitFor("› Enter  destroy for good");
  });

  test("stacks, and the help page from the one table", async () => {
    const stacks: StackItem[] = [
      {
        stack: "lab",
        target: "sandbox",
        profile: undefined,
        region: "us-east-1",
        accountId: "000000000000",
        purpose: "management",
        bucketName: "b",
        standing: "nothing made yet",
        tailed: false,
      },
      {
        stack: "audit",
        target: "account",
        profile: "audit",
        region: "eu-central-1",
        accountId: undefined,
        purpose: "s3-objects",
        bucketName: "c",
        standing: "the bucket is made",
        tailed: false,
      },
    ];
    const { terminal } = await show(labState("identity"), size, stacks);
    terminal.send("s");
    const screen = await terminal.waitFor("Stacks ─");
    expect(screen).toMatch(/stack +account +purpose .*delivered +findings +state/);
    expect(screen).toMatch(/□ lab +000000000000 +management .*open; nothing made yet/);
    expect(screen).toMatch(/□ audit +account +s3-objects .*the bucket is made/);
    terminal.send("?");
    expect(await terminal.waitFor("─ Keys")).toMatch(/c +console \/ CLI/);
  });

  test("no row is longer than the screen and nothing is printed below it", async () => {
    const { terminal } = await watching(size);
    await terminal.screen();
    const { active } = terminal.terminal.buffer;
    expect(active.type).toBe("alternate");
    expect(active.viewportY).toBe(0);
    for (let row = 0; row < size.rows!; row++) expect(active.getLine(row)?.isWrapped).toBe(false);
  });
});

describe("the log pane", () => {
  test("pauses where one scrolls, counts what is below, follows again", async () => {
    const { terminal, deliver } = await watching();
    deliver({
      type: "records",
      records: Array.from({ length: 40 }, (_, index) => delivered(`Event${index}`, 10 + index)),
    });
    await terminal.waitFor("Event39");
    terminal.send(keys.tab);
    terminal.send(keys.pageUp);
    const paused = await terminal.waitFor("paused");
    expect(paused).not.toContain("Event39");
    deliver({ type: "records", records: [delivered("Newest", 100), delivered("OutOfOrder", 0)] });
    const [, below] = /↓ (\d+) below/.exec(await terminal.waitFor("45 records"))!;
    expect(Number(below)).toBeGreaterThan(0);
    expect(await terminal.screen()).not.toContain("Newest");
    terminal.send("f");
    expect(await terminal.waitFor("following")).toContain("Newest");
  });

  test("filters as one types and points at a mistake", async () => {
    const { terminal } = await watching();
    terminal.send("/error:access");
    const screen = await terminal.waitFor("1 of 3 records");
    expect(screen).toContain("filter error:access");
    terminal.send(keys.escape);
    await terminal.waitFor(/─ 3 records/);
    terminal.send("/nofield:x");
    const wrong = await terminal.waitFor("There is no field");
    const [field, mark] = wrong
      .split("\n")
      .slice(-14)
      .filter((row) => /^filter|^ *\^/.test(row));
    expect(mark!.indexOf("^")).toBe(field!.indexOf("nofield"));
  });

  test("shows hostile text without obeying it", async () => {
    const { terminal, deliver } = await watching();
    deliver({
      type: "records",
      records: [
        delivered("Evil", 9, {
          userIdentity: { type: "IAMUser", userName: "\u001b[2J\u001b]0;owned\u0007mallory\u202e" },
        }),
      ],
    });
    const screen = await terminal.waitFor("Evil");
    expect(screen).toContain("␛[2J␛]0");
    expect(screen).toContain("Trailwright");
  });

  test("says why it is empty, and what is wrong with a bucket", async () => {
    const { terminal, follow, deliver } = await show(labState("watch", allDone, { deployed: "trail" }));
    follow("lab");
    await terminal.waitFor("Reading the bucket of lab");
    deliver({ type: "caught-up", stack: "lab" });
    await terminal.waitFor("Nothing has been delivered");
    deliver({ type: "problem", stack: "lab", message: "The bucket could not be listed.", next: "Check it." });
    await terminal.waitFor("✗ The bucket could not be listed. Check it.");
  });

  test("draws no more rows for ten thousand records than for ten", async () => {
    const { terminal, deliver } = await watching();
    const many = Array.from({ length: 10_000 }, (_, index) => delivered(`Event${index}`, 10 + index));
    deliver({ type: "records", records: many });
    await terminal.waitFor("Event9999");
    const before = terminal.raw().length;
    deliver({ type: "records", records: [delivered("OneMore", 20_000)] });
    await terminal.waitFor("OneMore");
    expect(terminal.raw().length - before).toBeLessThan(80 * 24);
  });
});

describe("the terminal", () => {
  test("too small: says so, and goes on when it grows", async () => {
    const { terminal } = await show(labState("identity"), { columns: 50, rows: 10 });
    expect(await terminal.screen()).toContain("This terminal is 50 x 10; 60 x 16 is needed.");
    terminal.resize(80, 24);
    await terminal.waitFor("Step 1 of 6");
  });

  test("resized: the screen is as if it had always been that size", async () => {
    const path: [number, number][] = [
      [200, 50],
      [80, 24],
      [62, 17],
      [130, 20],
      [61, 45],
      [200, 50],
    ];
    const state = labState("policy", { policy: { status: "planned", plan: bucketPlan } });
    const { terminal } = await show(state, { columns: path[0]![0], rows: path[0]![1] });
    for (const [columns, rows] of path.slice(1)) {
      const resized = terminal;
      const { terminal: fresh } = await show(state, { columns, rows });
      const expected = await fresh.screen();
      fresh.close();
      open = resized;
      resized.resize(columns, rows);
      await resized.waitFor((screen) => screen === expected);
    }
  });

  test("NO_COLOR: no colour is written, and statuses are told by marks and words", async () => {
    const { terminal } = await show(labState("bucket", { identity: done, bucket: { status: "failed" } }), {
      env: { NO_COLOR: "1" },
    });
    expect(await terminal.screen()).toContain("✗ failed");
    expect(terminal.raw()).not.toMatch(/\u001b\[(3[0-7]|9[0-7]|38|48)[;m]/);
  });

  test("ASCII marks on the Linux console", async () => {
    const { terminal } = await show(labState("bucket", { identity: done }), { env: { TERM: "linux" } });
    expect(await terminal.screen()).toMatch(/\+ 1 Identity/);
  });

  test("a disabled key says why", async () => {
    const { terminal } = await show(labState("bucket", { identity: done }));
    terminal.send("d");
    await terminal.waitFor("Nothing has been made yet");
  });

  test("a real account: the profiles there are", async () => {
    const { terminal, control } = await show(labState("identity"));
    control.dispatch({ type: "profiles", names: ["default", "audit"] });
    terminal.send("e");
    await terminal.waitFor("● sandbox");
    terminal.send(keys.right);
    await terminal.waitFor("configured: default, audit");
  });

  test("a bucket name is checked on every keystroke", async () => {
    const { terminal } = await show(labState("bucket", { identity: done }));
    terminal.send("e");
    await terminal.waitFor("fits S3's naming rules");
    terminal.send("_");
    await terminal.waitFor("may contain only lower-case letters");
    terminal.send(keys.backspace);
    await terminal.waitFor("fits S3's naming rules");
  });
});
