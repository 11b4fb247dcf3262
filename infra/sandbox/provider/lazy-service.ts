import type { UntypedHandleCall, UntypedServiceImplementation } from "@grpc/grpc-js";
import providerGrpcPb from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import type { ServeOptions } from "./serve-provider.ts";

/** Milliseconds between listening and loading: enough for the caller to start the engine, far less than it needs. */
const headStart = 25;

type Unary = (call: unknown, answer: (error: Error | null, response?: unknown) => void) => void;

/**
 * The provider's service, whose modules (the AWS SDK above all) load while the engine starts and not before: they
 * take as long as an eighth of an up. A call that comes earlier waits for them.
 */
export function lazyService(options: ServeOptions): {
  readonly implementation: UntypedServiceImplementation;
  close(): void;
} {
  const load = async () => (await import("./provider-service.ts")).providerService(options);
  let loading: ReturnType<typeof load> | undefined;
  const loaded = () => {
    loading ??= load();
    return loading;
  };
  const early = setTimeout(() => void loaded().catch(() => {}), headStart);
  early.unref();
  const methods = Object.entries(providerGrpcPb.ResourceProviderService).filter(
    ([, { responseStream }]) => !responseStream,
  );
  const forward =
    (name: string): Unary =>
    (call, answer) => {
      loaded().then(
        ({ implementation }) => (implementation[name] as unknown as Unary)(call, answer),
        (error: Error) => answer(error),
      );
    };
  return {
    implementation: Object.fromEntries(
      methods.map(([name]) => [name, forward(name) as unknown as UntypedHandleCall]),
    ),
    close() {
      clearTimeout(early);
      void loading?.then(
        ({ close }) => close(),
        () => {},
      );
    },
  };
}
