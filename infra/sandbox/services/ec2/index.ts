import type { Service } from "../../service.ts";
import { imageOperations } from "./images.ts";
import { instanceAttributeOperations } from "./instance-attributes.ts";
import { instanceTypeOperations } from "./instance-types.ts";
import { instanceOperations } from "./instances.ts";
import { keyPairOperations } from "./key-pairs.ts";
import { networkOperations } from "./network.ts";
import { placeOperations } from "./places.ts";
import { securityGroupRuleOperations } from "./security-group-rules.ts";
import { securityGroupOperations } from "./security-groups.ts";
import { tagOperations } from "./tags.ts";
import { vpcEndpointOperations } from "./vpc-endpoints.ts";

/**
 * EC2 as far as an audit lab looks: instances, security groups, key pairs, tags, the default network. Instances are
 * records, no machines: state changes are over when the call that asked for them is, and there are no public
 * addresses. Parameters and filters that are not honoured are refused by name.
 */
export const ec2: Service = {
  name: "ec2",
  eventSource: "ec2.amazonaws.com",
  protocol: "ec2",
  apiVersion: "2016-11-15",
  global: false,
  operations: {
    ...placeOperations,
    ...networkOperations,
    ...vpcEndpointOperations,
    ...imageOperations,
    ...instanceTypeOperations,
    ...instanceOperations,
    ...instanceAttributeOperations,
    ...securityGroupOperations,
    ...securityGroupRuleOperations,
    ...keyPairOperations,
    ...tagOperations,
  },
};
