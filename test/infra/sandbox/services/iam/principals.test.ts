import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { startSandbox } from "../../../../../infra/sandbox/index.ts";
import { accountOfAccessKey } from "../../../../../infra/sandbox/services/iam/identifiers.ts";
import {
  administratorCredentials,
  resolveAccessKey,
} from "../../../../../infra/sandbox/services/iam/principals.ts";

const folder = mkdtempSync(join(tmpdir(), "trailwright-principals-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("administratorCredentials", () => {
  it("gives each account an administrator once; later starts find the same credentials", async () => {
    const first = await startSandbox({ folder });
    const others = first.world.accounts.map((account) => administratorCredentials(first.world, account.id));
    expect(others[0]).toEqual(first.credentials);
    for (const [index, credentials] of others.entries()) {
      const accountId = first.world.accounts[index]!.id;
      expect(resolveAccessKey(first.world, credentials.accessKeyId)).toMatchObject({
        active: true,
        secretAccessKey: credentials.secretAccessKey,
        caller: {
          type: "IAMUser",
          accountId,
          arn: `arn:aws:iam::${accountId}:user/trailwright-admin`,
          userName: "trailwright-admin",
        },
      });
      expect(accountOfAccessKey(credentials.accessKeyId)).toBe(accountId);
    }
    await first.close();
    const second = await startSandbox({ folder });
    expect(second.accounts.map(({ credentials }) => credentials)).toEqual(others);
    expect(second.credentials).toEqual(first.credentials);
    await second.close();
  });

  it("knows no key that it did not give", async () => {
    const sandbox = await startSandbox();
    expect(resolveAccessKey(sandbox.world, "AKIAIOSFODNN7EXAMPLE")).toBeUndefined();
    expect(accountOfAccessKey("AKIAIOSFODNN7EXAMPLE")).toBeUndefined();
    await sandbox.close();
  });
});
