import { isIP } from "node:net";
import { ec2Error, invalidValue } from "./errors.ts";
import { type Input, integer, optionalText, structures } from "./input.ts";
import { newId, type Place, type Rule, type SecurityGroup, type Tags } from "./state.ts";
import { tagSet } from "./tagging.ts";

/** A rule as asked for, before it has an id. */
export type WantedRule = Omit<Rule, "id" | "egress" | "tags">;

/** Protocol numbers that EC2 turns into names. */
const protocolNames: Readonly<Record<string, string>> = {
  "1": "icmp",
  "6": "tcp",
  "17": "udp",
  "58": "icmpv6",
};

/** The rules a call asks for: from IpPermissions.N, or from the flat parameters of the older form. */
export function wantedRules(input: Input, place: Place, groupIdOf: (name: string) => string): WantedRule[] {
  const permissions = structures(input, "IpPermissions");
  if (permissions.length > 0) {
    if (optionalText(input, "IpProtocol") !== undefined || optionalText(input, "CidrIp") !== undefined)
      throw ec2Error(
        "InvalidParameterCombination",
        "The parameter 'ipPermissions' may not be used in combination with 'ipProtocol'",
      );
    return permissions.flatMap((permission) => rulesOf(permission, place, groupIdOf));
  }
  const cidr = optionalText(input, "CidrIp");
  const sourceName = optionalText(input, "SourceSecurityGroupName");
  const protocol = optionalText(input, "IpProtocol");
  if (protocol === undefined && cidr === undefined && sourceName === undefined)
    throw ec2Error(
      "MissingParameter",
      "Either 'ipPermissions' or 'securityGroupRuleIds' should be provided.",
    );
  if (cidr === undefined && sourceName === undefined)
    throw ec2Error("MissingParameter", "The request must contain the parameter cidrIp");
  return rulesOf(
    {
      IpProtocol: protocol ?? "-1",
      ...(input["FromPort"] === undefined ? {} : { FromPort: input["FromPort"] }),
      ...(input["ToPort"] === undefined ? {} : { ToPort: input["ToPort"] }),
      IpRanges: cidr === undefined ? [] : [{ CidrIp: cidr }],
      Groups:
        sourceName === undefined
          ? []
          : [{ GroupName: sourceName, UserId: optionalText(input, "SourceSecurityGroupOwnerId") }],
    },
    place,
    groupIdOf,
  );
}

function rulesOf(permission: Input, place: Place, groupIdOf: (name: string) => string): WantedRule[] {
  const base = protocolAndPorts(permission);
  const described = (peer: Input) => {
    const description = optionalText(peer, "Description");
    return description === undefined ? {} : { description };
  };
  const rules: WantedRule[] = [
    ...structures(permission, "IpRanges").map((peer) => ({
      ...base,
      cidr4: cidr4(optionalText(peer, "CidrIp") ?? ""),
      ...described(peer),
    })),
    ...structures(permission, "Ipv6Ranges").map((peer) => ({
      ...base,
      cidr6: cidr6(optionalText(peer, "CidrIpv6") ?? ""),
      ...described(peer),
    })),
    ...structures(permission, "PrefixListIds").map((peer) => ({
      ...base,
      prefixList: optionalText(peer, "PrefixListId") ?? "",
      ...described(peer),
    })),
    ...structures(permission, "Groups").map((peer) => ({
      ...base,
      group: {
        id: optionalText(peer, "GroupId") ?? groupIdOf(optionalText(peer, "GroupName") ?? ""),
        owner: optionalText(peer, "UserId") ?? place.accountId,
      },
      ...described(peer),
    })),
  ];
  if (rules.length === 0)
    throw ec2Error(
      "MissingParameter",
      "Either 'ipRanges', 'ipv6Ranges', 'prefixListIds' or 'groups' is required.",
    );
  return rules;
}

function protocolAndPorts(permission: Input): { protocol: string; from: number; to: number } {
  const given = optionalText(permission, "IpProtocol");
  if (given === undefined)
    throw ec2Error("MissingParameter", "The request must contain the parameter ipProtocol");
  const lower = given.toLowerCase();
  const protocol = protocolNames[lower] ?? (lower === "all" ? "-1" : lower);
  const known = /^(tcp|udp|icmp|icmpv6|-1|\d{1,3})$/.test(protocol) && Number(protocol) < 256;
  if (!known && !/^(tcp|udp|icmp|icmpv6)$/.test(protocol))
    throw invalidValue(`Invalid value '${given}' for IP protocol. Unknown protocol.`);
  const from = integer(permission, "FromPort");
  const to = integer(permission, "ToPort");
  if (protocol === "tcp" || protocol === "udp") {
    if (from === undefined || to === undefined)
      throw invalidValue(`Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.`);
    if (from < 0 || to > 65535 || from > to)
      throw ec2Error("InvalidParameterValue", `Invalid value '${from}-${to}' for portRange.`);
    return { protocol, from, to };
  }
  if (protocol === "icmp" || protocol === "icmpv6") return { protocol, from: from ?? -1, to: to ?? -1 };
  return { protocol, from: -1, to: -1 };
}

/** Host bits are cleared, as EC2 does it. */
function cidr4(text: string): string {
  const [address = "", bits = ""] = text.split("/");
  if (isIP(address) !== 4 || !/^\d{1,2}$/.test(bits) || Number(bits) > 32) throw malformedCidr(text);
  const number = address.split(".").reduce((value, part) => value * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(bits));
  const network = Math.floor(number / size) * size;
  const parts = [24, 16, 8, 0].map((shift) => Math.floor(network / 2 ** shift) % 256);
  return `${parts.join(".")}/${Number(bits)}`;
}

function cidr6(text: string): string {
  const [address = "", bits = ""] = text.split("/");
  if (isIP(address) !== 6 || !/^\d{1,3}$/.test(bits) || Number(bits) > 128) throw malformedCidr(text);
  return `${address.toLowerCase()}/${Number(bits)}`;
}

const malformedCidr = (text: string) => invalidValue(`CIDR block ${text} is malformed`);

/** Whether two rules let the same traffic through. */
export function sameRule(a: WantedRule, b: WantedRule): boolean {
  return a.protocol === b.protocol && a.from === b.from && a.to === b.to && peerOf(a) === peerOf(b);
}

/** A rule's peer as error messages name it. */
function peerOf(rule: WantedRule): string {
  return rule.cidr4 ?? rule.cidr6 ?? rule.prefixList ?? rule.group?.id ?? "";
}

/** The rules with ids, after AWS's refusal of one that is there already. */
export function addRules(
  group: SecurityGroup,
  wanted: readonly WantedRule[],
  egress: boolean,
  tags: Tags,
): { group: SecurityGroup; added: readonly Rule[] } {
  const there = group.rules.filter((rule) => rule.egress === egress);
  for (const [index, rule] of wanted.entries()) {
    if (there.some((known) => sameRule(known, rule))) throw duplicate(rule);
    if (wanted.slice(0, index).some((other) => sameRule(other, rule)))
      throw invalidValue("The same permission must not appear multiple times");
  }
  if (there.length + wanted.length > 60)
    throw ec2Error(
      "RulesPerSecurityGroupLimitExceeded",
      "The maximum number of rules per security group has been reached.",
    );
  const added = wanted.map((rule): Rule => ({ ...rule, id: newId("sgr"), egress, tags }));
  return { group: { ...group, rules: [...group.rules, ...added] }, added };
}

function duplicate(rule: WantedRule): Error {
  const protocol = rule.protocol === "-1" ? "ALL" : rule.protocol.toUpperCase();
  const ports = rule.protocol === "-1" ? "" : `, from port: ${rule.from}, to port: ${rule.to}`;
  return ec2Error(
    "InvalidPermission.Duplicate",
    `the specified rule "peer: ${peerOf(rule)}, ${protocol}${ports}, ALLOW" already exists`,
  );
}

/** `ipPermissions` of a group: rules of the same protocol and ports stand together. */
export function permissionSet(rules: readonly Rule[]) {
  const together = Map.groupBy(rules, (rule) => `${rule.protocol} ${rule.from} ${rule.to}`);
  return [...together.values()].map((alike) => {
    const { protocol, from, to } = alike[0]!;
    const described = (rule: Rule) =>
      rule.description === undefined ? {} : { description: rule.description };
    return {
      ipProtocol: protocol,
      ...(protocol === "-1" ? {} : { fromPort: from, toPort: to }),
      groups: alike.flatMap((rule) =>
        rule.group ? [{ userId: rule.group.owner, groupId: rule.group.id, ...described(rule) }] : [],
      ),
      ipRanges: alike.flatMap((rule) => (rule.cidr4 ? [{ cidrIp: rule.cidr4, ...described(rule) }] : [])),
      ipv6Ranges: alike.flatMap((rule) => (rule.cidr6 ? [{ cidrIpv6: rule.cidr6, ...described(rule) }] : [])),
      prefixListIds: alike.flatMap((rule) =>
        rule.prefixList ? [{ prefixListId: rule.prefixList, ...described(rule) }] : [],
      ),
    };
  });
}

/** One rule as DescribeSecurityGroupRules and the Authorize calls show it. */
export function ruleView(rule: Rule, group: SecurityGroup, place: Place) {
  return {
    groupOwnerId: place.accountId,
    groupId: group.id,
    securityGroupRuleId: rule.id,
    isEgress: rule.egress,
    ipProtocol: rule.protocol,
    fromPort: rule.from,
    toPort: rule.to,
    ...(rule.cidr4 ? { cidrIpv4: rule.cidr4 } : {}),
    ...(rule.cidr6 ? { cidrIpv6: rule.cidr6 } : {}),
    ...(rule.prefixList ? { prefixListId: rule.prefixList } : {}),
    ...(rule.group ? { referencedGroupInfo: { groupId: rule.group.id, userId: rule.group.owner } } : {}),
    ...(rule.description === undefined ? {} : { description: rule.description }),
    ...(Object.keys(rule.tags).length > 0 ? { tagSet: tagSet(rule.tags) } : {}),
  };
}
