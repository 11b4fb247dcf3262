import grpc, { type ServiceError } from "@grpc/grpc-js";
import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import statusPb from "@pulumi/pulumi/proto/status_pb.js";
import anyPb from "google-protobuf/google/protobuf/any_pb.js";
import type { Properties } from "./property-value.ts";
import { encode, type SecretPaths } from "./property-wire.ts";
import type { Made } from "./resource-type.ts";

/** A refusal with its gRPC status, for what this provider does not serve or cannot take. */
export class Refusal extends Error {
  readonly status: grpc.status;

  constructor(status: grpc.status, message: string) {
    super(message);
    this.name = "Refusal";
    this.status = status;
  }
}

/** A resource that exists but is not as it should be: the engine keeps `made` in its state and mends it next time. */
export class ResourceInitFailed extends Error {
  readonly made: Made;
  readonly inputs: Properties;
  readonly secrets: SecretPaths;

  constructor(made: Made, inputs: Properties, secrets: SecretPaths, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = "ResourceInitFailed";
    this.made = made;
    this.inputs = inputs;
    this.secrets = secrets;
  }
}

/** Any thrown value as the gRPC error the engine understands. */
export function toServiceError(thrown: unknown): Partial<ServiceError> {
  if (thrown instanceof Refusal) return { code: thrown.status, details: thrown.message };
  if (thrown instanceof ResourceInitFailed) return initFailed(thrown);
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: grpc.status.UNKNOWN, details: message };
}

function initFailed(error: ResourceInitFailed): Partial<ServiceError> {
  const detail = new providerPb.ErrorResourceInitFailed();
  detail.setId(error.made.id);
  detail.setProperties(encode(error.made.state, error.secrets));
  detail.setInputs(encode(error.inputs, error.secrets));
  detail.setReasonsList([error.message]);
  const any = new anyPb.Any();
  any.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new statusPb.Status();
  status.setCode(grpc.status.UNKNOWN);
  status.setMessage(error.message);
  status.addDetails(any);
  const metadata = new grpc.Metadata();
  metadata.set("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return { code: grpc.status.UNKNOWN, details: error.message, metadata };
}
