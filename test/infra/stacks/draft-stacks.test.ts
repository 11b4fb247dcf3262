import { describe, expect, test } from "vitest";
import { parseAccountPlace } from "../../../infra/stacks/account-place.ts";
import { draftStacks, type SetUpRequest } from "../../../infra/stacks/draft-stacks.ts";

const workload = "111122223333";
const management = "777788889999";
const archive = "444455556666";
const request = (more: Partial<SetUpRequest> = {}): SetUpRequest => ({
  stack: "audit",
  accounts: [],
  bucket: {},
  trail: {},
  common: { region: "eu-central-1", target: "account" },
  ...more,
});

describe("the stacks of a set-up", () => {
  test("are one where the credentials lead, with a bucket of its own", () => {
    const [only, ...more] = draftStacks(request({ trail: { purpose: "security-changes" }, kmsKey: "own" }));
    expect(more).toEqual([]);
    expect(only).toMatchObject({
      stack: "audit",
      region: "eu-central-1",
      purpose: "security-changes",
      kmsKey: "own",
    });
    expect(only!.accountId).toBeUndefined();
    expect(only!.bucketName).toMatch(/^cloudtrail-logs-audit-eu-central-1-\w{6}$/);
  });

  test("are one for each account, each with a bucket of its own and its way in", () => {
    const stacks = draftStacks(
      request({
        accounts: [parseAccountPlace(`${workload}=Auditor`), parseAccountPlace(`${management}=profile:boss`)],
      }),
    );
    expect(stacks).toMatchObject([
      { stack: `audit-${workload}`, accountId: workload, roleArn: `arn:aws:iam::${workload}:role/Auditor` },
      { stack: `audit-${management}`, accountId: management, profile: "boss" },
    ]);
    expect(stacks[0]!.bucketName).toContain(workload);
    expect(stacks[1]!.bucketName).toContain(management);
  });

  test("deliver into one archive, whose stack comes first and names their trails", () => {
    const [home, ...trails] = draftStacks(
      request({
        accounts: [{ accountId: workload }, { accountId: management }],
        logArchive: { accountId: archive },
        bucket: { bucketName: "all-our-logs", retentionDays: 2555 },
        trail: { trailName: "Audit", keyPrefix: "audit", purpose: "security-changes" },
      }),
    );
    expect(home).toMatchObject({
      stack: "audit-archive",
      kind: "log-archive",
      accountId: archive,
      bucketName: "all-our-logs",
      retentionDays: 2555,
      keyPrefix: "audit",
      deliveringTrails: [workload, management].map(
        (account) => `arn:aws:cloudtrail:eu-central-1:${account}:trail/Audit`,
      ),
    });
    expect(home!.purpose).toBeUndefined();
    const common = {
      centralBucket: true,
      bucketName: "all-our-logs",
      keyPrefix: "audit",
      trailName: "Audit",
    };
    expect(trails).toMatchObject([
      { ...common, accountId: workload, purpose: "security-changes" },
      { ...common, accountId: management, purpose: "security-changes" },
    ]);
  });

  test("of an organization: the archive takes all its accounts' log files", () => {
    const organizationId = "o-abcdefghij";
    const [home, trail] = draftStacks(
      request({
        accounts: [{ accountId: management }],
        logArchive: { accountId: archive },
        trail: { organizationTrail: true, organizationId },
      }),
    );
    expect(home).toMatchObject({ kind: "log-archive", organizationId });
    expect(trail).toMatchObject({ organizationTrail: true, organizationId });
  });

  test.each<[string, Partial<SetUpRequest>, RegExp]>([
    ["an account twice", { accounts: [{ accountId: workload }, { accountId: workload }] }, /named twice/],
    ["an archive for nobody", { logArchive: { accountId: archive } }, /whose trails deliver/],
    [
      "two buckets",
      { centralBucket: "theirs-it-is", bucket: { bucketName: "ours-it-is" } },
      /another was asked for/,
    ],
    [
      "one own bucket for two accounts",
      {
        accounts: [{ accountId: workload }, { accountId: management }],
        bucket: { bucketName: "ours-it-is" },
      },
      /cannot be the own one of 2 accounts/,
    ],
    [
      "a key that is not there yet",
      { accounts: [{ accountId: workload }], logArchive: { accountId: archive }, kmsKey: "own" },
      /only once it is made/,
    ],
  ])("contradict themselves with %s", (_, more, message) => {
    expect(() => draftStacks(request(more))).toThrow(
      expect.objectContaining({
        code: "InvalidInput",
        message: expect.stringMatching(message),
        next: expect.any(String),
      }),
    );
  });

  test.each<[string, Partial<SetUpRequest>, RegExp]>([
    [
      "resources of a purpose without",
      { trail: { purpose: "management", resources: ["x"] } },
      /Stack audit: resources/,
    ],
    ["a bucket name that S3 refuses", { bucket: { bucketName: "No_Good" } }, /bucketName/],
    [
      "a profile in the sandbox",
      { common: { region: "us-east-1", target: "sandbox", profile: "p" } },
      /profile/,
    ],
    ["no organization's id", { trail: { organizationTrail: true } }, /organizationId/],
  ])("are refused for %s", (_, more, message) => {
    expect(() => draftStacks(request(more))).toThrow(
      expect.objectContaining({ code: "InvalidSettings", message: expect.stringMatching(message) }),
    );
  });
});

describe("an account", () => {
  test("is read with its role, by name or ARN, or its profile", () => {
    const roleArn = `arn:aws:iam::${workload}:role/audit/Reader`;
    expect(parseAccountPlace(workload)).toEqual({ accountId: workload });
    expect(parseAccountPlace(`${workload}=audit/Reader`)).toEqual({ accountId: workload, roleArn });
    expect(parseAccountPlace(` ${workload}=${roleArn} `)).toEqual({ accountId: workload, roleArn });
    expect(parseAccountPlace(`${workload}=profile:sso`)).toEqual({ accountId: workload, profile: "sso" });
  });

  test.each([
    ["12345", "twelve digits"],
    ["workload", "twelve digits"],
    [`${workload}=profile:`, "name is missing"],
    [`${workload}=arn:aws:iam::${archive}:role/Auditor`, `one of account ${archive}`],
    [`${workload}=arn:aws:iam::${workload}:user/Auditor`, "neither a role's name nor its ARN"],
  ])("%s is none", (text, why) => {
    expect(() => parseAccountPlace(text)).toThrow(
      expect.objectContaining({ code: "InvalidInput", why: expect.stringContaining(why) }),
    );
  });
});
