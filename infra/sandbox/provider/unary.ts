import type { handleUnaryCall } from "@grpc/grpc-js";
import { toServiceError } from "./resource-failure.ts";

/** A gRPC method from a function of the request and the caller's connection; what it throws becomes the gRPC error. */
export function unary<Request, Response>(
  method: (request: Request, peer: string) => Response | Promise<Response>,
): handleUnaryCall<Request, Response> {
  return (call, answer) => {
    void Promise.resolve()
      .then(() => method(call.request, call.getPeer()))
      .then(
        (response) => answer(null, response),
        (error: unknown) => answer(toServiceError(error)),
      );
  };
}
