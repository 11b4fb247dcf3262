import grpc from "@grpc/grpc-js";
import type { ClientConfig } from "../../target/target.ts";
import type { ProviderConfig } from "./provider-config.ts";
import { Refusal } from "./resource-failure.ts";
import { ResourceOperations } from "./resource-operations.ts";

/**
 * One configured provider per engine connection. A program may use several `aws.Provider`s (one per region, say);
 * the engine attaches all of them to the same port and tells them apart by nothing but their connection.
 */
export function instances(clientConfig: ClientConfig) {
  const byPeer = new Map<string, ResourceOperations>();
  let last: ResourceOperations | undefined;
  return {
    configure(peer: string, config: ProviderConfig): void {
      last = new ResourceOperations(clientConfig, config);
      byPeer.set(peer, last);
    },
    /** The instance of this connection; after a reconnect the last one configured. */
    of(peer: string): ResourceOperations {
      const found = byPeer.get(peer) ?? last;
      if (!found)
        throw new Refusal(grpc.status.FAILED_PRECONDITION, "the provider has not been configured yet");
      return found;
    },
    close(): void {
      for (const instance of byPeer.values()) instance.close();
      byPeer.clear();
    },
  };
}
