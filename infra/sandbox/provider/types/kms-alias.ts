import type { AliasListEntry, KMS } from "@aws-sdk/client-kms";
import { unlessAbsent } from "../aws-call-error.ts";
import type { Properties } from "../property-value.ts";
import type { Context, ResourceType } from "../resource-type.ts";
import { optional, region, required, string } from "../schema.ts";

const start = "alias/";

/** KMS has no call for one alias. */
async function find(kms: KMS, name: string): Promise<AliasListEntry | undefined> {
  let Marker: string | undefined;
  do {
    const page = await kms.listAliases(Marker ? { Marker } : {});
    const found = page.Aliases?.find(({ AliasName }) => AliasName === name);
    if (found) return found;
    Marker = page.Truncated ? page.NextMarker : undefined;
  } while (Marker);
  return undefined;
}

function stateOf(alias: AliasListEntry, targetKeyId: unknown, context: Context): Properties {
  const arn = alias.AliasArn ?? "";
  const keyId = alias.TargetKeyId ?? "";
  const targetKeyArn = `${arn.slice(0, arn.indexOf(`:${start}`))}:key/${keyId}`;
  return {
    name: alias.AliasName,
    arn,
    targetKeyArn,
    // A program may name the key by its ID or its ARN; the same key is no difference.
    targetKeyId: targetKeyId === targetKeyArn ? targetKeyArn : keyId,
    region: context.region,
  };
}

async function made(name: string, given: Properties, context: Context): Promise<Properties> {
  const alias = await find(await context.aws.kms(), name);
  if (!alias) throw new Error(`the alias ${name} was made and is not listed`);
  return { ...stateOf(alias, given["targetKeyId"], context), namePrefix: given["namePrefix"] };
}

/** A name for a KMS key. Its ID is its name. */
export const kmsAlias: ResourceType = {
  token: "aws:kms/alias:Alias",
  schema: {
    inputs: {
      name: optional(string, { computed: true, replaces: true }),
      namePrefix: optional(string, { computed: true, replaces: true }),
      targetKeyId: required(string),
      region,
    },
    outputs: { arn: string, targetKeyArn: string },
  },
  validate(given) {
    const failures = [];
    for (const property of ["name", "namePrefix"]) {
      const value = given[property];
      if (typeof value === "string" && !value.startsWith(start))
        failures.push({ property, reason: `must begin with ${start}` });
    }
    if (given["name"] !== undefined && given["namePrefix"] !== undefined)
      failures.push({ property: "namePrefix", reason: "cannot be given together with name" });
    return failures;
  },
  async create(given, context) {
    const kms = await context.aws.kms();
    const digits = `${Date.now().toString(16)}${Math.random().toString(16).slice(2)}`;
    const id = (given["name"] as string | undefined) ?? `${given["namePrefix"] ?? start}${digits}`;
    await kms.createAlias({ AliasName: id, TargetKeyId: given["targetKeyId"] as string });
    return { id, state: await made(id, given, context) };
  },
  async read(id, prior, context) {
    const alias = await find(await context.aws.kms(), id);
    if (!alias?.TargetKeyId) return undefined;
    const state = stateOf(alias, prior["targetKeyId"], context);
    return { id, state: { ...state, namePrefix: prior["namePrefix"] } };
  },
  async update(id, _state, given, context) {
    const kms = await context.aws.kms();
    await kms.updateAlias({ AliasName: id, TargetKeyId: given["targetKeyId"] as string });
    return made(id, given, context);
  },
  async delete(id, _state, context) {
    await unlessAbsent((await context.aws.kms()).deleteAlias({ AliasName: id }), "NotFoundException");
  },
};
