import { existsSync } from "node:fs";
import { DescribeSecurityGroupsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, ListUsersCommand } from "@aws-sdk/client-iam";
import { describe, expect, test } from "vitest";
import { cleanUpJournalFile, openCleanUpJournal } from "../../../infra/lab/clean-up-journal.ts";
import { defaultSettings } from "../../../infra/lab/first-state.ts";
import { labProgressFile, writeProgress } from "../../../infra/lab/lab-progress-file.ts";
import { openLabSession } from "../../../infra/lab/open-lab-session.ts";
import { freshState } from "../../../infra/lab/progress.ts";
import type { Paths } from "../../../infra/paths.ts";
import type { Sandbox } from "../../../infra/sandbox/index.ts";
import type { Target } from "../../../infra/target/target.ts";
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

/** The sandbox as a user sees it who may do nothing but look at trails. */
async function restricted(sandbox: Sandbox): Promise<Target> {
  const administrator = targetOf(sandbox);
  const iam = new IAMClient(administrator.clientConfig());
  await iam.send(new CreateUserCommand({ UserName: "onlooker" }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "onlooker" }));
  const credentials = { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
  return {
    ...administrator,
    clientConfig: (region) => ({
      ...administrator.clientConfig(region),
      credentials: async () => credentials,
    }),
  };
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

  test("stopped when something has just been created: it is removed, nothing more is begun", async () => {
    const target = targetOf(await testSandbox());
    const paths = temporaryPaths();
    const session = await sessionAt(target, paths);
    const unsubscribe = session.subscribe(() => {
      if (session.state.calls.length === 0) return;
      unsubscribe();
      session.cancel();
    });
    await session.generate(["security-group", "denied"]);
    expect(session.state.calls.map(({ eventName }) => eventName)).toEqual([
      "CreateSecurityGroup",
      "DeleteSecurityGroup",
    ]);
    expect(await leftovers(target)).toEqual([]);
    expect(existsSync(cleanUpJournalFile(paths, "lab"))).toBe(false);
    expect(session.state.steps.events).toMatchObject({ status: "failed", problem: { code: "Cancelled" } });
    await session.close();
  });

  test("an activity that is denied does not keep the others from running, and leaves nothing in the journal", async () => {
    const sandbox = await testSandbox();
    const paths = temporaryPaths();
    const session = await sessionAt(await restricted(sandbox), paths);
    await session.generate(["iam-user", "denied"]);
    expect(session.state.calls.map(({ eventName, errorCode }) => `${eventName} ${errorCode}`)).toEqual([
      "CreateUser AccessDenied",
      "AssumeRole AccessDenied",
    ]);
    expect(session.state.steps.events).toMatchObject({ status: "done", problem: { code: "AccessDenied" } });
    expect(existsSync(cleanUpJournalFile(paths, "lab"))).toBe(false);
    await session.close();
  });

  test("nothing chosen is refused", async () => {
    const session = await sessionAt(targetOf(await testSandbox()), temporaryPaths());
    await session.generate([]);
    expect(session.state.steps.events).toMatchObject({ status: "failed", problem: { code: "InvalidInput" } });
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
