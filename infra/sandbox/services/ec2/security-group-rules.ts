import type { Call, Operation } from "../../service.ts";
import type { World } from "../../world.ts";
import { ec2Error, invalidCombination, notFound } from "./errors.ts";
import { filtered } from "./filters.ts";
import { type Input, optionalText, structures, texts } from "./input.ts";
import { type Ec2Operation, ec2Operations } from "./operation.ts";
import { page } from "./page.ts";
import { asSent, items as itemsOf, tagSpecifications, typed } from "./recording.ts";
import { addRules, ruleView, sameRule, wantedRules } from "./rules.ts";
import { groupNamed, groupOf, groupPermission } from "./security-groups.ts";
import { placeOf, type Rule, type SecurityGroup, securityGroups } from "./state.ts";
import { specifiedTags } from "./tagging.ts";

const peers = [
  "GroupId",
  "GroupName",
  "IpPermissions",
  "IpProtocol",
  "FromPort",
  "ToPort",
  "CidrIp",
  "SourceSecurityGroupName",
  "SourceSecurityGroupOwnerId",
];

export const securityGroupRuleOperations: Record<string, Operation> = ec2Operations({
  reads: {
    DescribeSecurityGroupRules: {
      parameters: ["SecurityGroupRuleId", "Filter", "MaxResults", "NextToken"],
      handle: describeRules,
      recording: { write: asSent },
    },
  },
  writes: {
    AuthorizeSecurityGroupIngress: authorize("Ingress"),
    AuthorizeSecurityGroupEgress: authorize("Egress"),
    RevokeSecurityGroupIngress: revoke("Ingress"),
    RevokeSecurityGroupEgress: revoke("Egress"),
  },
});

function authorize(direction: "Ingress" | "Egress"): Ec2Operation {
  return {
    parameters: [...peers, "TagSpecification"],
    permissions: (call, world) => groupPermission(call, world, `AuthorizeSecurityGroup${direction}`),
    recording: { write: recorded },
    handle(call, world) {
      const place = placeOf(call);
      const found = groupOf(call, world);
      const wanted = wantedRules(call.input, place, (name) => groupNamed(world, place, found.vpcId, name).id);
      const missing = wanted.find(
        (rule) => rule.group?.owner === place.accountId && !securityGroups(world, place).get(rule.group.id),
      );
      if (missing?.group) throw notFound("group", [missing.group.id]);
      const tags = specifiedTags(call.input, "security-group-rule");
      const { group, added } = addRules(found, wanted, direction === "Egress", tags);
      securityGroups(world, place).put(group);
      return { return: true, securityGroupRuleSet: added.map((rule) => ruleView(rule, group, place)) };
    },
  };
}

function revoke(direction: "Ingress" | "Egress"): Ec2Operation {
  return {
    parameters: [...peers, "SecurityGroupRuleId"],
    permissions: (call, world) => groupPermission(call, world, `RevokeSecurityGroup${direction}`),
    recording: { write: recorded },
    handle(call, world) {
      const place = placeOf(call);
      const group = groupOf(call, world);
      const egress = direction === "Egress";
      const there = group.rules.filter((rule) => rule.egress === egress);
      const gone = rulesNamed(call, there, (name) => groupNamed(world, place, group.vpcId, name).id);
      const rules = group.rules.filter((rule) => !gone.includes(rule));
      securityGroups(world, place).put({ ...group, rules });
      return { return: true, revokedSecurityGroupRuleSet: gone.map((rule) => revokedView(rule, group)) };
    },
  };
}

/** The rules a revocation names, by id or by what they allow; all of them must be there. */
function rulesNamed(call: Call, there: readonly Rule[], groupIdOf: (name: string) => string): Rule[] {
  const ids = texts(call.input, "SecurityGroupRuleId");
  if (ids.length > 0) {
    if (structures(call.input, "IpPermissions").length > 0)
      throw invalidCombination(
        "The parameter 'ipPermissions' may not be used in combination with 'securityGroupRuleIds'",
      );
    const missing = ids.filter((id) => !there.some((rule) => rule.id === id));
    if (missing.length > 0) throw notFound("rule", missing);
    return there.filter((rule) => ids.includes(rule.id));
  }
  return wantedRules(call.input, placeOf(call), groupIdOf).map((wanted) => {
    const rule = there.find((candidate) => sameRule(candidate, wanted));
    if (!rule)
      throw ec2Error(
        "InvalidPermission.NotFound",
        "The specified rule does not exist in this security group.",
      );
    return rule;
  });
}

function revokedView(rule: Rule, group: SecurityGroup) {
  return {
    securityGroupRuleId: rule.id,
    groupId: group.id,
    isEgress: rule.egress,
    ipProtocol: rule.protocol,
    fromPort: rule.from,
    toPort: rule.to,
    ...(rule.cidr4 ? { cidrIpv4: rule.cidr4 } : {}),
    ...(rule.cidr6 ? { cidrIpv6: rule.cidr6 } : {}),
    ...(rule.prefixList ? { prefixListId: rule.prefixList } : {}),
    ...(rule.group ? { referencedGroupId: rule.group.id } : {}),
    ...(rule.description === undefined ? {} : { description: rule.description }),
  };
}

function describeRules(call: Call, world: World) {
  const place = placeOf(call);
  const all = securityGroups(world, place)
    .all()
    .flatMap((group) => group.rules.map((rule) => ({ rule, group, tags: rule.tags })));
  const ids = texts(call.input, "SecurityGroupRuleId");
  const missing = ids.filter((id) => !all.some(({ rule }) => rule.id === id));
  if (missing.length > 0) throw notFound("rule", missing);
  const named = all.filter(({ rule }) => ids.length === 0 || ids.includes(rule.id));
  const found = filtered(named, call.input, {
    "group-id": ({ group }) => group.id,
    "security-group-rule-id": ({ rule }) => rule.id,
  });
  const { items, rest } = page(found, call.input);
  return { securityGroupRuleSet: items.map(({ rule, group }) => ruleView(rule, group, place)), ...rest };
}

/** The flat form keeps its parameters beside an empty ipPermissions (measured). */
function recorded({ input }: Call): Record<string, unknown> {
  const written: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(input)) {
    if (name === "DryRun" || name === "IpPermissions") continue;
    if (name === "SecurityGroupRuleId")
      written["securityGroupRuleIds"] = itemsOf(
        texts(input, name).map((securityGroupRuleId) => ({ securityGroupRuleId })),
      );
    else if (name === "TagSpecification") written["tagSpecificationSet"] = tagSpecifications(input);
    else Object.assign(written, typed({ [name]: value }));
  }
  return { ...written, ipPermissions: itemsOf(structures(input, "IpPermissions").map(recordedPermission)) };
}

function recordedPermission(permission: Input): Record<string, unknown> {
  const peersOf = (name: string) => itemsOf(structures(permission, name).map((peer) => typed(peer)));
  const ports = typed({
    ...(permission["FromPort"] === undefined ? {} : { FromPort: permission["FromPort"] }),
    ...(permission["ToPort"] === undefined ? {} : { ToPort: permission["ToPort"] }),
  }) as Record<string, unknown>;
  return {
    ipProtocol: optionalText(permission, "IpProtocol"),
    ...ports,
    groups: peersOf("Groups"),
    ipRanges: peersOf("IpRanges"),
    ipv6Ranges: peersOf("Ipv6Ranges"),
    prefixListIds: peersOf("PrefixListIds"),
  };
}
