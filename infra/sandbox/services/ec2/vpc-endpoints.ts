import { policyProblem } from "../../authorization/policy-problem.ts";
import type { Call, Operation, Permission } from "../../service.ts";
import type { World } from "../../world.ts";
import { defaultVpc } from "./default-network.ts";
import { checkIds, ec2Error, invalidValue, notFound } from "./errors.ts";
import { type Filters, filtered } from "./filters.ts";
import { boolean, type Input, optionalText, requiredText, requiredTexts, texts } from "./input.ts";
import { named } from "./network.ts";
import { ec2Operations } from "./operation.ts";
import { page } from "./page.ts";
import { asSent } from "./recording.ts";
import {
  arnOf,
  newId,
  placeOf,
  securityGroups,
  subnets,
  type VpcEndpoint,
  vpcEndpoints,
  vpcs,
} from "./state.ts";
import { resourceTags, specifiedTags, tagOnCreate, tagSet } from "./tagging.ts";

const write = { recording: { write: asSent } } as const;

export const vpcEndpointOperations: Record<string, Operation> = ec2Operations({
  reads: {
    DescribeVpcEndpoints: {
      parameters: ["VpcEndpointId", "Filter", "MaxResults", "NextToken"],
      handle: describeVpcEndpoints,
      ...write,
    },
  },
  writes: {
    CreateVpcEndpoint: {
      parameters: [
        "VpcId",
        "ServiceName",
        "VpcEndpointType",
        "PolicyDocument",
        "SubnetId",
        "SecurityGroupId",
        "PrivateDnsEnabled",
        "ClientToken",
        "TagSpecification",
      ],
      handle: createVpcEndpoint,
      permissions: (call) => [
        {
          action: "ec2:CreateVpcEndpoint",
          resource: arnOf(placeOf(call), "vpc-endpoint", "*"),
          context: serviceKey(optionalText(call.input, "ServiceName")),
        },
        {
          action: "ec2:CreateVpcEndpoint",
          resource: arnOf(placeOf(call), "vpc", optionalText(call.input, "VpcId") ?? "*"),
        },
        ...tagOnCreate(call.input, placeOf(call), "CreateVpcEndpoint", "vpc-endpoint"),
      ],
      ...write,
    },
    ModifyVpcEndpoint: {
      parameters: ["VpcEndpointId", "ResetPolicy", "PolicyDocument"],
      handle: modifyVpcEndpoint,
      permissions: (call, world) => permissions(call, world, "ec2:ModifyVpcEndpoint"),
      ...write,
    },
    DeleteVpcEndpoints: {
      parameters: ["VpcEndpointId"],
      handle: deleteVpcEndpoints,
      permissions: (call, world) => permissions(call, world, "ec2:DeleteVpcEndpoints"),
      ...write,
    },
  },
});

const serviceKey = (name: string | undefined) => (name === undefined ? {} : { "ec2:VpceServiceName": name });

function permissions(call: Call, world: World, action: string): Permission[] {
  const place = placeOf(call);
  return texts(call.input, "VpcEndpointId").map((id) => {
    const endpoint = vpcEndpoints(world, place).get(id);
    return {
      action,
      resource: arnOf(place, "vpc-endpoint", id),
      context: { ...resourceTags(endpoint?.tags), ...serviceKey(endpoint?.serviceName) },
    };
  });
}

/** Lets everybody do everything ("Default endpoint policy", AWS PrivateLink Guide). */
const openPolicy = JSON.stringify({
  Version: "2008-10-17",
  Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }],
});

/** The services that endpoints can be made for, here as far as they mean something; those with a gateway too. */
const services =
  /^(?:cloudtrail|dynamodb|ec2|events|kms|lambda|logs|monitoring|organizations|s3|secretsmanager|sns|sqs|ssm|states|sts)$/;
const gateways = /^(?:dynamodb|s3)$/;

function createVpcEndpoint(call: Call, world: World) {
  const { input } = call;
  const place = placeOf(call);
  const vpcId = requiredText(input, "VpcId");
  defaultVpc(world, place);
  checkIds("vpc", [vpcId]);
  if (!vpcs(world, place).get(vpcId)) throw notFound("vpc", [vpcId]);
  const serviceName = requiredText(input, "ServiceName");
  const type = optionalText(input, "VpcEndpointType") ?? "Gateway";
  if (type !== "Gateway" && type !== "Interface")
    throw invalidValue(`Value (${type}) for parameter vpcEndpointType is invalid.`);
  const service = serviceName.replace(`com.amazonaws.${place.region}.`, "");
  if (!services.test(service) || (type === "Gateway" && !gateways.test(service)))
    throw ec2Error("InvalidServiceName", `The Vpc Endpoint Service '${serviceName}' does not exist`);
  const subnetIds = texts(input, "SubnetId");
  const groupIds = texts(input, "SecurityGroupId");
  if (type === "Gateway" && (subnetIds.length > 0 || groupIds.length > 0))
    throw ec2Error("InvalidParameter", "Subnets and security groups are for endpoints of type Interface.");
  if (subnetIds.length > 0) named(subnets(world, place), "subnet", subnetIds);
  if (groupIds.length > 0) named(securityGroups(world, place), "group", groupIds);
  const clientToken = optionalText(input, "ClientToken");
  const shelf = vpcEndpoints(world, place);
  const repeated = shelf.all().find((one) => clientToken !== undefined && one.clientToken === clientToken);
  const endpoint: VpcEndpoint = repeated ?? {
    id: newId("vpce"),
    ...place,
    vpcId,
    service,
    serviceName,
    type,
    policy: policyOf(input) ?? openPolicy,
    subnetIds,
    groupIds,
    privateDns: boolean(input, "PrivateDnsEnabled") ?? type === "Interface",
    created: call.time.toISOString(),
    ...(clientToken === undefined ? {} : { clientToken }),
    tags: specifiedTags(input, "vpc-endpoint"),
  };
  shelf.put(endpoint);
  return { vpcEndpoint: view(endpoint), ...(clientToken === undefined ? {} : { clientToken }) };
}

/** @throws AwsError `InvalidPolicyDocument` */
function policyOf(input: Input): string | undefined {
  const policy = optionalText(input, "PolicyDocument");
  const problem = policy === undefined ? undefined : policyProblem(policy, "resource");
  if (problem) throw ec2Error("InvalidPolicyDocument", `The policy document is not valid: ${problem}`);
  return policy;
}

function modifyVpcEndpoint(call: Call, world: World) {
  const { input } = call;
  const shelf = vpcEndpoints(world, placeOf(call));
  const [endpoint] = named(shelf, "vpcEndpoint", [requiredText(input, "VpcEndpointId")]);
  const policy = policyOf(input);
  if (policy !== undefined && boolean(input, "ResetPolicy"))
    throw ec2Error("InvalidParameterCombination", "ResetPolicy and PolicyDocument exclude each other.");
  shelf.put({
    ...endpoint!,
    policy: policy ?? (boolean(input, "ResetPolicy") ? openPolicy : endpoint!.policy),
  });
  return { return: true };
}

function deleteVpcEndpoints(call: Call, world: World) {
  const shelf = vpcEndpoints(world, placeOf(call));
  const ids = requiredTexts(call.input, "VpcEndpointId");
  const missing = ids.filter((id) => !shelf.delete(id));
  return {
    unsuccessful: missing.map((id) => ({
      resourceId: id,
      error: {
        code: "InvalidVpcEndpoint.NotFound",
        message: `The Vpc Endpoint Id '${id}' does not exist`,
      },
    })),
  };
}

const filters: Filters<VpcEndpoint> = {
  "vpc-endpoint-id": (endpoint) => endpoint.id,
  "vpc-endpoint-type": (endpoint) => endpoint.type,
  "vpc-endpoint-state": () => "available",
  "vpc-id": (endpoint) => endpoint.vpcId,
  "service-name": (endpoint) => endpoint.serviceName,
};

function describeVpcEndpoints(call: Call, world: World) {
  const shelf = vpcEndpoints(world, placeOf(call));
  const candidates = named(shelf, "vpcEndpoint", texts(call.input, "VpcEndpointId"));
  const { items, rest } = page(filtered(candidates, call.input, filters), call.input);
  return { vpcEndpointSet: items.map(view), ...rest };
}

function view(endpoint: VpcEndpoint) {
  return {
    vpcEndpointId: endpoint.id,
    vpcEndpointType: endpoint.type,
    vpcId: endpoint.vpcId,
    serviceName: endpoint.serviceName,
    state: "available",
    policyDocument: endpoint.policy,
    routeTableIdSet: [],
    subnetIdSet: endpoint.subnetIds,
    groupSet: endpoint.groupIds.map((groupId) => ({ groupId })),
    privateDnsEnabled: endpoint.privateDns,
    requesterManaged: false,
    creationTimestamp: new Date(endpoint.created),
    ownerId: endpoint.accountId,
    ...(Object.keys(endpoint.tags).length > 0 ? { tagSet: tagSet(endpoint.tags) } : {}),
  };
}
