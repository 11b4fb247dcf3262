import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { TrailwrightError } from "../errors.ts";
import type { OpenWorld } from "./open-world.ts";
import type { SandboxAccount, Snapshot } from "./sandbox.ts";
import type { IdentifiedAccount } from "./account-definition.ts";
import { restoreKeys, seedAccounts } from "./seed-accounts.ts";
import { sweepBodies } from "./services/s3/bodies.ts";

/** Snapshots of one sandbox, in its folder while it runs. */
export interface Snapshots {
  take(): Snapshot;
  restore(snapshot: Snapshot): void;
  /** Empties the state, then seeds it again: same accounts, same credentials. */
  reset(accounts: readonly SandboxAccount[], definitions: readonly IdentifiedAccount[]): void;
  /** Removes them all. */
  close(): void;
}

export function snapshotsOf(world: OpenWorld): Snapshots {
  const folder = join(world.folder, "snapshots");
  const taken = new Set<string>();
  return {
    take() {
      const id = randomUUID();
      world.save(join(folder, id));
      taken.add(id);
      return { id };
    },
    restore({ id }) {
      if (!taken.has(id))
        throw new TrailwrightError("InvalidInput", "The snapshot is not one of this sandbox.", {
          why: "Snapshots end with the sandbox that took them.",
        });
      world.load(join(folder, id));
      sweepBodies(world);
    },
    reset(accounts, definitions) {
      world.load();
      sweepBodies(world);
      restoreKeys(world, accounts);
      seedAccounts(world, definitions);
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
