import { AwsError, type PassedEndpoint, type WireRequest } from "./service.ts";
import { vpcEndpointById } from "./services/ec2/state.ts";
import type { World } from "./world.ts";

/** Names the VPC endpoint that a request comes through: loopback has no VPC whose network would tell. */
export const endpointHeader = "x-trailwright-vpc-endpoint";

/**
 * The VPC endpoint that a request says it comes through, made before with ec2:CreateVpcEndpoint.
 * @throws AwsError `InvalidVpcEndpointId.NotFound` when there is none of the id in this region for this service: in AWS
 * such a request would not get anywhere
 */
export function passedEndpoint(
  world: World,
  request: WireRequest,
  service: string,
  region: string,
): PassedEndpoint | undefined {
  const id = request.headers[endpointHeader];
  if (id === undefined) return undefined;
  const endpoint = vpcEndpointById(world, region, id);
  if (endpoint?.service === service) return endpoint;
  throw new AwsError(
    "InvalidVpcEndpointId.NotFound",
    endpoint
      ? `The VPC endpoint ${id} is one for ${endpoint.serviceName}, not for ${service}.`
      : `There is no VPC endpoint ${id} in ${region}.`,
  );
}
