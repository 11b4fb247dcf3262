import * as z from "zod";
import { TrailwrightError } from "../errors.ts";
import { startSandbox } from "./index.ts";

// The sandbox's own process, from start to end. It lives while somebody holds a lease.

const settings = z.object({
  folder: z.string(),
  port: z.optional(z.int()),
  deliveryMilliseconds: z.optional(z.int()),
  upstream: z.optional(z.string()),
  accountsFile: z.optional(z.string()),
  /** How long it stays when nobody holds a lease. */
  graceMilliseconds: z.int(),
});

/** What the process tells its starter, once. */
export type SandboxMessage =
  | { readonly ready: true }
  | {
      readonly failed: {
        readonly code: string;
        readonly message: string;
        readonly why?: string;
        readonly next?: string;
      };
    };

async function run(): Promise<void> {
  const { folder, port, deliveryMilliseconds, upstream, accountsFile, graceMilliseconds } = settings.parse(
    JSON.parse(process.argv[2] ?? "{}"),
  );
  const sandbox = await startSandbox({
    folder,
    ...(port === undefined ? {} : { port }),
    ...(deliveryMilliseconds === undefined ? {} : { deliveryMilliseconds }),
    ...(upstream === undefined ? {} : { upstream }),
    ...(accountsFile === undefined ? {} : { accounts: accountsFile }),
  });
  const leave = () => {
    sandbox.close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`sandbox: ${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  let grace = setTimeout(leave, graceMilliseconds);
  sandbox.onLeases((held) => {
    clearTimeout(grace);
    if (held === 0) grace = setTimeout(leave, graceMilliseconds);
  });
  process.on("SIGTERM", leave);
  process.on("SIGINT", leave);
  // The terminal may go; the leases decide.
  process.on("SIGHUP", () => {});
  tell({ ready: true });
}

function tell(message: SandboxMessage): void {
  if (process.connected) process.send?.(message, () => process.connected && process.disconnect());
}

run().catch((error: unknown) => {
  const { code, message, why, next } =
    error instanceof TrailwrightError
      ? error
      : new TrailwrightError(
          "SandboxFailed",
          `The sandbox could not start: ${error instanceof Error ? error.message : String(error)}`,
        );
  tell({ failed: { code, message, ...(why ? { why } : {}), ...(next ? { next } : {}) } });
  process.exitCode = 1;
});
