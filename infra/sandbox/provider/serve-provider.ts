import grpc from "@grpc/grpc-js";
import providerGrpcPb from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import type { ClientConfig } from "../../target/target.ts";
import { lazyService } from "./lazy-service.ts";

/** How to serve the provider. */
export interface ServeOptions {
  /** Where and as whom to call AWS; the region is the fallback when the program configures none. */
  readonly clientConfig: ClientConfig;
  /** Version to announce: that of the `@pulumi/aws` package the program uses. */
  readonly version: string;
  /** Interface to listen on; loopback unless told otherwise. */
  readonly host?: string;
}

/** A provider that listens. Attach it with `PULUMI_DEBUG_PROVIDERS=aws:<port>`. */
export interface ServedProvider {
  readonly port: number;
  /** Stops in-flight work at its next safe point and closes the port. */
  close(): Promise<void>;
}

/**
 * Serves the `aws:` resource types of this folder over Pulumi's provider protocol on a free port. Rejects when the
 * port cannot be bound.
 */
export async function serveProvider(options: ServeOptions): Promise<ServedProvider> {
  const { implementation, close } = lazyService(options);
  const server = new grpc.Server({ "grpc.max_receive_message_length": 400 * 1024 * 1024 });
  server.addService(providerGrpcPb.ResourceProviderService, implementation);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(
      `${options.host ?? "127.0.0.1"}:0`,
      grpc.ServerCredentials.createInsecure(),
      (error, bound) => (error ? reject(error) : resolve(bound)),
    );
  });
  return {
    port,
    async close() {
      close();
      await new Promise<void>((resolve) => {
        const force = setTimeout(() => server.forceShutdown(), 2000);
        server.tryShutdown(() => {
          clearTimeout(force);
          resolve();
        });
      });
    },
  };
}
