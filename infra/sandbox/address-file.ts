import { createHmac } from "node:crypto";
import { chmodSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";

const credentials = z.object({ accessKeyId: z.string(), secretAccessKey: z.string() });

const schema = z.object({
  pid: z.int(),
  endpoint: z.string(),
  region: z.string(),
  accountId: z.string(),
  upstream: z.optional(z.string()),
  credentials,
  accounts: z.array(
    z.object({ id: z.string(), name: z.string(), credentials, users: z.record(z.string(), credentials) }),
  ),
  /** Shared secret by which sandbox and client know each other; it never goes over the wire. */
  secret: z.string(),
});

/** What the running sandbox of a state folder leaves there for its clients, readable by the user only. */
export type Address = z.infer<typeof schema>;

const fileIn = (folder: string) => join(folder, "address.json");

/** Leaves the address in the folder, mode 0600, whole or not at all. */
export function writeAddress(folder: string, address: Address): void {
  const temporary = `${fileIn(folder)}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(address, undefined, 2)}\n`, { mode: 0o600 });
  chmodSync(temporary, 0o600);
  renameSync(temporary, fileIn(folder));
}

/** The address left in the folder, whoever left it and whether or not it still runs; undefined when there is none. */
export function readAddress(folder: string): Address | undefined {
  try {
    const parsed = schema.safeParse(JSON.parse(readFileSync(fileIn(folder), "utf8")));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** Takes the address away; nothing happens when there is none. */
export function removeAddress(folder: string): void {
  rmSync(fileIn(folder), { force: true });
}

/** Proof of knowing the secret: `purpose` keeps a client's proof from being played back as the sandbox's. */
export function proof(secret: string, purpose: "client" | "sandbox", nonce: string): string {
  return createHmac("sha256", secret).update(`${purpose}:${nonce}`).digest("hex");
}
