import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TrailwrightError } from "../errors.ts";
import { readAddress, removeAddress, writeAddress } from "./address-file.ts";
import { systemClock } from "./clock.ts";
import { credentialsOf } from "./credentials-of.ts";
import { InjectedFaults } from "./faults.ts";
import { internalCall } from "./internal-call.ts";
import { type OpenWorld, openWorld } from "./open-world.ts";
import { openAccounts } from "./open-accounts.ts";
import { ownRequests } from "./own-requests.ts";
import { recorded } from "./recorded.ts";
import { startDelivery } from "./recorder/delivery.ts";
import { watchInsights } from "./recorder/insights/detect-insights.ts";
import type { Sandbox, SandboxOptions } from "./sandbox.ts";
import { type Listening, listen, type OwnRequests } from "./server.ts";
import { runAlarms } from "./services/cloudwatch/run-alarms.ts";
import { keepRetention } from "./services/logs/retention.ts";
import { services } from "./services.ts";
import { leadsTo, readUpstream, type Upstream, upstreamIsItself } from "./upstream/upstream.ts";
import { sweepBodies } from "./services/s3/bodies.ts";
import { runLifecycle } from "./services/s3/run-lifecycle.ts";
import { snapshotsOf } from "./snapshots.ts";

export { TrailwrightError } from "../errors.ts";
export type * from "./account-definition.ts";
export { type Clock, HandClock, systemClock } from "./clock.ts";
export type { DeliveryFault, Fault, FaultLimit, Faults } from "./faults.ts";
export type * from "./sandbox.ts";

const region = "us-east-1";

/**
 * Starts a sandbox in this process: opens its state folder, listens on 127.0.0.1, begins to deliver, and leaves its
 * address in the folder for `connectSandbox`.
 * @throws TrailwrightError `PortInUse`, `SandboxFailed` (the folder is open elsewhere), `DiskFull`, `InvalidInput`
 * (accounts or an upstream that cannot be used)
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const definitions =
    options.accounts === undefined ? [] : (await import("./read-accounts.ts")).readAccounts(options.accounts);
  const upstream =
    options.upstream === undefined
      ? undefined
      : readUpstream(options.upstream, options.onProblem ?? ((text) => process.emitWarning(text)));
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), "trailwright-sandbox-"));
  const world = open(folder, options);
  try {
    if (!world.closedCleanly) sweepBodies(world);
    const accounts = openAccounts(world, definitions);
    const { credentials } = accounts[0];
    const snapshots = snapshotsOf(world);
    const secret = randomBytes(32).toString("hex");
    const own = ownRequests(secret);
    const server = await listenAgain(world, options.port, own.handle, upstream);
    if (upstream && leadsTo(upstream, server.port)) {
      await server.close();
      throw upstreamIsItself(upstream);
    }
    const endpoint = `http://127.0.0.1:${server.port}`;
    const accountId = world.accounts[0]!.id;
    world.remember("port", String(server.port));
    writeAddress(folder, {
      pid: process.pid,
      endpoint,
      region,
      accountId,
      credentials,
      accounts: [...accounts],
      secret,
      ...(upstream ? { upstream: upstream.origin } : {}),
    });
    const delivery = startDelivery(world, {
      ...(options.deliveryMilliseconds === undefined
        ? {}
        : { intervalMilliseconds: options.deliveryMilliseconds }),
    });
    const stopInsights = watchInsights(world);
    const stopAlarms = runAlarms(world);
    const stopLifecycle = runLifecycle(world);
    const stopRetention = keepRetention(world);
    let closing: Promise<void> | undefined;
    const shut = async () => {
      await server.close();
      // Calls the upstream has taken are recorded, though their clients are gone.
      await upstream?.settled(5_000);
      stopAlarms();
      stopLifecycle();
      stopRetention();
      delivery.stop();
      stopInsights();
      try {
        // What cannot be delivered now (a full disk) stays queued for the next run.
        delivery.flush();
      } finally {
        snapshots.close();
        if (readAddress(folder)?.secret === secret) removeAddress(folder);
        world.close();
        if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
      }
    };
    const close = () => {
      closing ??= shut();
      return closing;
    };
    return {
      endpoint,
      credentials,
      region,
      accountId,
      accounts,
      faults: world.faults,
      world,
      credentialsOf: (account, user) => credentialsOf(accounts, account, user),
      // Whatever happens happens at once; promises leave room for a sandbox that is not in this thread.
      delivered: async () => delivery.flush(),
      records: async (filter) => recorded(world, filter),
      snapshot: async () => snapshots.take(),
      restore: async (snapshot) => snapshots.restore(snapshot),
      reset: async () => {
        world.faults.clear();
        snapshots.reset(accounts, definitions);
      },
      onLeases: (changed) => {
        own.onLeases = changed;
      },
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    world.close();
    if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

function open(folder: string, options: SandboxOptions): OpenWorld {
  const operations = [...services].map(([name, service]) => [name, Object.keys(service.operations)] as const);
  const faults = new InjectedFaults(new Map(operations));
  try {
    return openWorld({ folder, clock: options.clock ?? systemClock, internalCall, faults });
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
async function listenAgain(
  world: OpenWorld,
  port: number | undefined,
  own: OwnRequests,
  upstream: Upstream | undefined,
): Promise<Listening> {
  if (port) return listen(world, port, own, upstream);
  const last = Number(world.recall("port") ?? 0);
  try {
    return await listen(world, last, own, upstream);
  } catch (error) {
    if (last === 0 || !(error instanceof TrailwrightError)) throw error;
    return listen(world, 0, own, upstream);
  }
}
