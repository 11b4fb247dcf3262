import type { onTestFinished } from "vitest";
import { startSandbox } from "../../infra/sandbox/index.ts";
import type { Target } from "./drive.ts";

/** A fresh sandbox for one suite; it ends with the test that `finished` is of. */
export async function sandboxTarget(finished: typeof onTestFinished): Promise<Target> {
  const sandbox = await startSandbox({
    accounts: [
      { name: "workload", id: "111122223333", users: [{ name: "nobody" }] },
      { name: "log-archive", id: "444455556666" },
      { name: "management", id: "777788889999" },
    ],
  });
  finished(() => sandbox.close());
  const { endpoint, accountId, region, accounts } = sandbox;
  const idOf = (name: string) => accounts.find((account) => account.name === name)!.id;
  return {
    endpoint,
    callers: {
      ...Object.fromEntries(accounts.map(({ name, credentials }) => [name, credentials])),
      nobody: sandbox.credentialsOf("workload", "nobody"),
    },
    variables: {
      account: accountId,
      logArchiveAccount: idOf("log-archive"),
      managementAccount: idOf("management"),
      region,
      user: `arn:aws:iam::${accountId}:user/trailwright-admin`,
    },
  };
}
