import { existsSync, readdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { ConcurrentUpdateError, type Stack } from "@pulumi/pulumi/automation/index.js";
import { TrailwrightError } from "../errors.ts";
import { projectName } from "../stacks/config.ts";
import type { EngineEvent } from "./engine-event.ts";

/** Who holds a stack, as the local backend's lock file says. */
export interface LockOwner {
  readonly user: string;
  readonly host: string;
  readonly pid: number;
  /** RFC 3339. */
  readonly since: string;
}

/** Reads the owners out of the CLI's message about a locked stack. */
export function lockOwners(message: string): LockOwner[] {
  return [...message.matchAll(/created by (.+?)@(.+?) \(pid (\d+)\) at (\S+)/g)].map(
    ([, user, host, pid, since]) => ({ user: user!, host: host!, pid: Number(pid), since: since! }),
  );
}

/**
 * If `error` says that the stack is locked by processes that are no more, breaks the lock and says so; true means: try
 * again. Throws StackLocked if somebody alive, or on another machine, holds it. Any other error gives false.
 */
export async function unlockIfDead(
  error: unknown,
  stack: Stack,
  name: string,
  emit: (event: EngineEvent) => void,
): Promise<boolean> {
  if (!(error instanceof ConcurrentUpdateError)) return false;
  const owners = lockOwners(error.message);
  const holder = owners.find((owner) => owner.host !== hostname() || isEngine(owner.pid));
  if (holder || owners.length === 0) {
    throw new TrailwrightError("StackLocked", `Another operation on stack ${name} is under way.`, {
      why: holder
        ? `${holder.user} on ${holder.host} (process ${holder.pid}) has held the stack since ${holder.since}.`
        : "The backend says that an update is in progress.",
      next: "Wait until it has ended. If it never will, `pulumi cancel` breaks the lock.",
      cause: error,
    });
  }
  const dead = [...new Set(owners.map((owner) => owner.pid))].join(", ");
  emit({
    type: "diagnostic",
    severity: "warning",
    message: `The stack was locked by process ${dead}, which is no more. The lock was removed.`,
  });
  await stack.cancel();
  return true;
}

/**
 * Removes the lock of an engine that has just been stopped: interrupted at the wrong moment, it leaves it behind.
 * A lock of somebody alive stays.
 */
export async function removeLockOfDead(backend: string, stack: Stack): Promise<void> {
  const folder = join(backend, ".pulumi", "locks", "organization", projectName, stack.name);
  if (!existsSync(folder)) return;
  const locks = readdirSync(folder).filter((name) => name.endsWith(".json"));
  const owners = locks.map((name) => {
    const { hostname: host, pid } = JSON.parse(readFileSync(join(folder, name), "utf8")) as Record<
      string,
      unknown
    >;
    return { host, pid: Number(pid) };
  });
  if (owners.length && owners.every(({ host, pid }) => host === hostname() && !isEngine(pid)))
    await stack.cancel();
}

/** Whether the process lives and is a Pulumi engine; a number that was given to another program since does not count. */
function isEngine(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").startsWith("pulumi");
  } catch {
    // No /proc on this system: whoever lives under this number may be the owner.
    return true;
  }
}
