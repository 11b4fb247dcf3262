import { describe, expect, test } from "vitest";
import { TrailwrightError } from "../../../infra/index.ts";
import { controller } from "../../../tui/control/controller.ts";
import { idleMark } from "../../../tui/control/situation.ts";
import {
  bucketPlan,
  done,
  fixtureNow,
  fixtureRequest,
  labState,
  openFixture,
} from "../../helpers/lab-fixture.ts";

const key = (name: string) => ({ name, text: name.length === 1 ? name : "" });
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("keys become work", () => {
  test("Enter plans, Enter applies; busy from the key press on", async () => {
    const { control, session } = await openFixture(labState("bucket", { identity: done }));
    control.press(key("enter"));
    expect(session.asked).toEqual(["plan bucket"]);
    expect(idleMark(control.situation())).toBe("working");
    control.press(key("enter"));
    expect(session.asked).toEqual(["plan bucket"]);
    session.set(labState("bucket", { identity: done, bucket: { status: "planned", plan: bucketPlan } }));
    session.finish();
    await turn();
    expect(idleMark(control.situation())).toBe("ready");
    control.press(key("enter"));
    expect(session.asked).toEqual(["plan bucket", "apply bucket"]);
  });

  test("a changed answer is kept and planned again; what does not fit stays in the form", async () => {
    const { control, session } = await openFixture(labState("trail", { bucket: done, policy: done }));
    control.press(key("e"));
    for (const character of "!") control.press({ name: character, text: character });
    control.press(key("enter"));
    expect(control.ui.get().form).toBeDefined();
    expect(control.ui.get().notice?.text).toContain("Not kept");
    control.press(key("backspace"));
    control.paste("2\n");
    control.press(key("enter"));
    expect(control.ui.get().form).toBeUndefined();
    expect(session.asked).toEqual(['answer {"trailName":"MyTrail2"}', "plan trail"]);
  });

  test("letters type in a form and do nothing else", async () => {
    const { control } = await openFixture(labState("trail"));
    control.press(key("e"));
    for (const character of "qcd?") control.press({ name: character, text: character });
    expect(control.ui.get().form?.fields[0]?.text.value).toBe("MyTrailqcd?");
    control.press(key("esc"));
    expect(control.state()?.settings.trailName).toBe("MyTrail");
  });

  test("destroy needs the stack's name", async () => {
    const { control, session } = await openFixture(labState("watch", {}, { deployed: "trail" }));
    control.press(key("d"));
    session.finish();
    await turn();
    control.press(key("enter"));
    expect(session.asked).toEqual(["plan destroy"]);
    expect(control.ui.get().notice?.text).toContain("Type the stack's name");
    for (const character of "lab") control.press({ name: character, text: character });
    control.press(key("enter"));
    expect(session.asked).toEqual(["plan destroy", "destroy"]);
  });

  test("another target is opened anew, with a stack of its own", async () => {
    const requests: unknown[] = [];
    const control = controller({
      request: fixtureRequest,
      open: async (request) => {
        requests.push(request);
        throw new TrailwrightError("CredentialsMissing", "No credentials.", { next: "Sign in." });
      },
      exit: () => {},
      now: () => fixtureNow,
    });
    await control.open(fixtureRequest);
    expect(control.connection.get()).toMatchObject({
      phase: "failed",
      problem: { code: "CredentialsMissing", next: "Sign in." },
    });
    control.press(key("e"));
    control.press(key("right"));
    control.press(key("enter"));
    await turn();
    expect(requests).toMatchObject([
      { target: "sandbox", stack: "lab" },
      { target: "account", stack: "lab-account" },
    ]);
  });
});

describe("leaving", () => {
  test("idle: saves and goes", async () => {
    const { control, session, exitCode } = await openFixture(labState("bucket"));
    control.press(key("q"));
    await turn();
    expect(session.asked).toEqual(["close"]);
    expect(exitCode()).toBe(0);
  });

  test("Ctrl-C while something runs: stops it, waits for its clean-up, closes, says so", async () => {
    const { control, session, exitCode } = await openFixture(labState("bucket", { identity: done }));
    control.press(key("enter"));
    session.set(labState("bucket", { identity: done, bucket: { status: "planning" } }));
    control.press(key("ctrl+c"));
    await turn();
    expect(session.asked).toEqual(["plan bucket", "cancel"]);
    expect(exitCode()).toBeUndefined();
    session.set(labState("bucket", { identity: done, bucket: { status: "failed" } }));
    await turn();
    expect(session.asked.at(-1)).toBe("close");
    expect(exitCode()).toBe(8);
  });

  test("Ctrl-C again leaves at once", async () => {
    const { control, session, exitCode } = await openFixture(
      labState("bucket", { bucket: { status: "running" } }),
    );
    control.press(key("ctrl+c"));
    control.press(key("ctrl+c"));
    expect(session.asked).toEqual(["cancel"]);
    expect(exitCode()).toBe(130);
  });

  test("while the target is being opened: calls it off", async () => {
    let aborted = false;
    let code: number | undefined;
    const control = controller({
      request: fixtureRequest,
      open: (_request, _say, signal) =>
        new Promise((_, reject) => {
          signal.addEventListener("abort", () => {
            aborted = true;
            reject(signal.reason);
          });
        }),
      exit: (exitCode) => {
        code = exitCode;
      },
      now: () => fixtureNow,
    });
    void control.open(fixtureRequest);
    await turn();
    control.press(key("ctrl+c"));
    await turn();
    expect({ aborted, code }).toEqual({ aborted: true, code: 0 });
  });
});
