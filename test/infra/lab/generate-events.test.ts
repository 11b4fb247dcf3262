import { existsSync } from "node:fs";
import { DescribeSecurityGroupsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { CreateUserCommand, IAMClient, ListUsersCommand } from "@aws-sdk/client-iam";
import { describe, expect, test } from "vitest";
import { cleanUpJournalFile, openCleanUpJournal } from "../../../infra/lab/clean-up-journal.ts";
import { defaultSettings } from "../../../infra/lab/first-state.ts";
import { labProgressFile, writeProgress } from "../../../infra/lab/lab-progress-file.ts";
import { openLabSession } from "../../../infra/lab/open-lab-session.ts";
import { freshState } from "../../../infra/lab/progress.ts";
import type { Paths } from "../../../infra/paths.ts";
import type { Target } from "../../../infra/target/target.ts";
import { openGate } from "../../helpers/gate.ts";
import { targetOf, testSandbox } from "../../helpers/sandbox-target.ts";
import { temporaryPaths } from "../../helpers/temporary-home.ts";

/** A session whose trail is up already, as far as it knows. */
async function sessionAt(target: Target, paths: Paths, notices: string[] = []) {
  const settings = defaultSettings(target, "lab");
  writeProgress(labProgressFile(paths, "lab"), {
    ...freshState(settings, target.identity),
    deployed: "trail",
  });
  return openLabSession({ target, paths, stack: "lab", onNotice: (notice) => notices.push(notice) });
}

async function leftovers(target: Target) {
  const { Users = [] } = await new IAMClient(target.clientConfig()).send(new ListUsersCommand({}));
  const { SecurityGroups = [] } = await new EC2Client(target.clientConfig()).send(
    new DescribeSecurityGroupsCommand({}),
  );
  return [
    ...Users.map(({ UserName }) => UserName!),
    ...SecurityGroups.map(({ GroupName }) => GroupName!),
  ].filter((name) => name.startsWith("trailwright-lab-"));
}

describe("generating events", () => {
  test("without a trail is refused with the next step", async () => {
    const target = targetOf(await testSandbox());
    const session = await openLabSession({ target, paths: temporaryPaths(), stack: "lab" });
    await session.generate(["denied"]);
    expect(session.state.steps.events).toMatchObject({ status: "failed", problem: { code: "InvalidInput" } });
    expect(session.state.calls).toEqual([]);
    await session.close();
  });

  test("a call that AWS has seen but not delivered is delivering", async () => {
    const sandbox = await testSandbox();
    const session = await sessionAt(targetOf(sandbox), temporaryPaths());
    await session.generate(["denied"]);
    const [call] = session.state.calls;
    expect(call).toMatchObject({ eventName: "AssumeRole", errorCode: "AccessDenied", status: "waiting" });
    await new Promise<void>((resolve) => {
      const look = () => session.state.calls[0]!.status === "delivering" && resolve();
      session.subscribe(look);
      look();
    });
    await session.close();
  });

  test("stopped while a creation is under way: what was created is removed, nothing more is begun", async () => {
    const sandbox = await testSandbox();
    const gate = await openGate(sandbox.endpoint);
    const target = targetOf(sandbox);
    const paths = temporaryPaths();
    const session = await sessionAt(targetOf(sandbox, gate.endpoint), paths);
    let calls = 0;
    const held = gate.hold(({ method }) => method === "POST" && ++calls === 1);
    const generating = session.generate(["iam-user", "security-group"]);
    await held.arrived;
    expect(await leftovers(target)).toHaveLength(1);
    session.cancel();
    held.release();
    await generating;
    expect(await leftovers(target)).toEqual([]);
    expect(existsSync(cleanUpJournalFile(paths, "lab"))).toBe(false);
    expect(session.state.calls.map(({ eventName }) => eventName)).toEqual(["CreateUser", "DeleteUser"]);
    expect(session.state.steps.events).toMatchObject({ status: "failed", problem: { code: "Cancelled" } });
    await session.close();
  });

  test("an activity that is denied does not keep the others from running", async () => {
    const target = targetOf(await testSandbox());
    const session = await sessionAt(target, temporaryPaths());
    const iam = new IAMClient(target.clientConfig());
    void iam;
    await session.generate([]);
    expect(session.state.steps.events).toMatchObject({ status: "failed", problem: { code: "InvalidInput" } });
    await session.generate(["iam-user"]);
    expect(session.state.steps.events.status).toBe("done");
    await session.close();
  });
});

describe("what an interrupted run left behind", () => {
  async function interrupted(target: Target, paths: Paths, entryOf = target.identity.accountId) {
    const journal = await openCleanUpJournal(cleanUpJournalFile(paths, "lab"), () => {});
    const name = "trailwright-lab-0badcafe";
    await journal.add({
      activity: "iam-user",
      name,
      region: "us-east-1",
      accountId: entryOf,
      at: 1,
    });
    await new IAMClient(target.clientConfig()).send(new CreateUserCommand({ UserName: name }));
  }

  test("is removed when the lab is opened next, and it says so", async () => {
    const target = targetOf(await testSandbox());
    const paths = temporaryPaths();
    await interrupted(target, paths);
    const notices: string[] = [];
    const session = await openLabSession({
      target,
      paths,
      stack: "lab",
      onNotice: (notice) => notices.push(notice),
    });
    expect(await leftovers(target)).toEqual([]);
    expect(existsSync(cleanUpJournalFile(paths, "lab"))).toBe(false);
    expect(notices.join()).toContain("trailwright-lab-0badcafe");
    await session.close();
  });

  test("may be gone already", async () => {
    const target = targetOf(await testSandbox());
    const paths = temporaryPaths();
    const journal = await openCleanUpJournal(cleanUpJournalFile(paths, "lab"), () => {});
    for (const activity of ["iam-user", "security-group", "ec2-instance"] as const)
      await journal.add({
        activity,
        name: "trailwright-lab-00000000",
        region: "us-east-1",
        accountId: target.identity.accountId,
        at: 1,
      });
    const session = await openLabSession({ target, paths, stack: "lab" });
    expect(existsSync(cleanUpJournalFile(paths, "lab"))).toBe(false);
    await session.close();
  });

  test("in another account is left for a session there", async () => {
    const target = targetOf(await testSandbox());
    const paths = temporaryPaths();
    await interrupted(target, paths, "999999999999");
    const session = await openLabSession({ target, paths, stack: "lab" });
    expect(await leftovers(target)).toEqual(["trailwright-lab-0badcafe"]);
    expect(existsSync(cleanUpJournalFile(paths, "lab"))).toBe(true);
    await session.close();
  });
});
