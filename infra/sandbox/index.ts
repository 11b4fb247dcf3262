import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TrailwrightError } from "../errors.ts";
import { readAddress, removeAddress, writeAddress } from "./address-file.ts";
import { systemClock } from "./clock.ts";
import { internalCall } from "./internal-call.ts";
import { type OpenWorld, openWorld } from "./open-world.ts";
import { ownRequests } from "./own-requests.ts";
import { startDelivery } from "./recorder/delivery.ts";
import type { Sandbox, SandboxOptions } from "./sandbox.ts";
import { type Listening, listen, type OwnRequests } from "./server.ts";
import { seedPrincipals } from "./services/iam/principals.ts";
import { sweepBodies } from "./services/s3/bodies.ts";

export type { Sandbox, SandboxCredentials, SandboxOptions } from "./sandbox.ts";

const region = "us-east-1";

/**
 * Starts a sandbox in this process: opens its state folder, listens on 127.0.0.1, begins to deliver, and leaves its
 * address in the folder for `connectSandbox`.
 * @throws TrailwrightError `PortInUse`, `SandboxFailed` (the folder is open elsewhere), `DiskFull`
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), "trailwright-sandbox-"));
  const world = open(folder, options);
  try {
    if (!world.closedCleanly) sweepBodies(world);
    const credentials = seedPrincipals(world);
    const secret = randomBytes(32).toString("hex");
    const own = ownRequests(secret);
    const server = await listenAgain(world, options.port, own.handle);
    const endpoint = `http://127.0.0.1:${server.port}`;
    const accountId = world.accounts[0]!.id;
    world.remember("port", String(server.port));
    writeAddress(folder, { pid: process.pid, endpoint, region, accountId, credentials, secret });
    const delivery = startDelivery(world, {
      ...(options.deliveryMilliseconds === undefined
        ? {}
        : { intervalMilliseconds: options.deliveryMilliseconds }),
    });
    let closing: Promise<void> | undefined;
    const shut = async () => {
      await server.close();
      delivery.stop();
      try {
        // What cannot be delivered now (a full disk) stays queued for the next run.
        delivery.flush();
      } finally {
        if (readAddress(folder)?.secret === secret) removeAddress(folder);
        world.close();
        if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
      }
    };
    return {
      endpoint,
      credentials,
      region,
      accountId,
      world,
      delivered: () => delivery.flush(),
      onLeases: (changed) => {
        own.onLeases = changed;
      },
      close: () => {
        closing ??= shut();
        return closing;
      },
    };
  } catch (error) {
    world.close();
    throw error;
  }
}

function open(folder: string, options: SandboxOptions): OpenWorld {
  try {
    return openWorld({ folder, clock: options.clock ?? systemClock, internalCall });
  } catch (error) {
    const { code, errcode } = error as { code?: string; errcode?: number };
    if (code === "ENOSPC" || errcode === 13)
      throw new TrailwrightError("DiskFull", "The disk is full: the sandbox cannot open its state.", {
        next: "Free some space and try again; nothing was lost.",
        cause: error,
      });
    throw error;
  }
}

/** A given port must be free; else the last run's is taken again if it is free, or any. */
async function listenAgain(world: OpenWorld, port: number | undefined, own: OwnRequests): Promise<Listening> {
  if (port) return listen(world, port, own);
  const last = Number(world.recall("port") ?? 0);
  try {
    return await listen(world, last, own);
  } catch (error) {
    if (last === 0 || !(error instanceof TrailwrightError)) throw error;
    return listen(world, 0, own);
  }
}
