import type { IncomingMessage, ServerResponse } from "node:http";
import { proof } from "./address-file.ts";
import type { OwnRequests } from "./server.ts";
import { equal } from "./wire/sigv4.ts";

/** Health and leases of one sandbox. */
export interface OwnRequestsOfSandbox {
  readonly handle: OwnRequests;
  /** Called with the number of leases held whenever it changes. */
  onLeases: (held: number) => void;
}

/**
 * `/_trailwright/health?nonce=N` proves that this is the sandbox of the address file;
 * `/_trailwright/lease?nonce=N&proof=P` stays open until the client goes, and counts as a lease meanwhile.
 */
export function ownRequests(secret: string): OwnRequestsOfSandbox {
  let held = 0;
  const own: OwnRequestsOfSandbox = { handle, onLeases: () => {} };
  return own;

  function handle(_request: IncomingMessage, response: ServerResponse, url: URL): boolean {
    if (!url.pathname.startsWith("/_trailwright/")) return false;
    const nonce = url.searchParams.get("nonce") ?? "";
    const known = equal(url.searchParams.get("proof") ?? "", proof(secret, "client", nonce));
    if (url.pathname === "/_trailwright/health" && known) {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ pid: process.pid, proof: proof(secret, "sandbox", nonce) }));
    } else if (url.pathname === "/_trailwright/lease" && known) {
      response.writeHead(200, { "content-type": "text/plain" });
      response.write("held\n");
      own.onLeases(++held);
      response.once("close", () => own.onLeases(--held));
    } else {
      response.writeHead(403, { "content-type": "text/plain" });
      response.end("Not the sandbox's own client.\n");
    }
    return true;
  }
}
