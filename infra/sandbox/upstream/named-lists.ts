/**
 * Lists that the wire wraps in a name (`<Tags><Tag>…</Tag></Tags>`, `SubnetIds.SubnetIdentifier.1`) as plain lists, as
 * records have them. Told by the names alone: a plural around nothing but its singular.
 */
export function namedLists(value: unknown, name = ""): unknown {
  if (Array.isArray(value)) return value.map((entry) => namedLists(entry));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([member]) => !member.startsWith("@"));
  const [only] = entries;
  if (only && entries.length === 1 && isPlural(name, only[0])) {
    const list: readonly unknown[] = Array.isArray(only[1]) ? only[1] : [only[1]];
    return list.map((entry) => namedLists(entry));
  }
  return Object.fromEntries(entries.map(([member, inner]) => [member, namedLists(inner, member)]));
}

/** `Tags` of `Tag`, `VpcSecurityGroups` of `VpcSecurityGroupMembership`, `TagList` of `Tag`. */
function isPlural(name: string, member: string): boolean {
  return name === `${member}List` || (/.s$/.test(name) && member.startsWith(name.slice(0, -1)));
}
