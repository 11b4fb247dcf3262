import { deflateRawSync, inflateRawSync } from "node:zlib";
import { z } from "zod";
import type { Caller, Permission } from "../service.ts";

/** What a decoded message holds of a refusal ("DecodeAuthorizationMessage", AWS STS API Reference). */
const messageSchema = z.object({
  allowed: z.literal(false),
  explicitDeny: z.boolean(),
  matchedStatements: z.object({ items: z.array(z.object({ statementId: z.string() })) }),
  failures: z.object({ items: z.array(z.unknown()) }),
  context: z.object({
    principal: z.object({ id: z.string(), name: z.string().optional(), arn: z.string() }),
    action: z.string(),
    resource: z.string(),
    conditions: z.object({
      items: z.array(
        z.object({ key: z.string(), values: z.object({ items: z.array(z.object({ value: z.string() })) }) }),
      ),
    }),
  }),
});

/**
 * The details of a refusal as EC2 appends them to its error, for sts:DecodeAuthorizationMessage. Encoded, not
 * encrypted as AWS's are: whoever reads the sandbox's errors owns the sandbox.
 */
export function encodeAuthorizationMessage(
  { principalId: id, userName: name, arn }: Caller,
  { action, resource, context = {} }: Permission,
  { explicit, sid }: { readonly explicit: boolean; readonly sid?: string },
): string {
  const message: z.input<typeof messageSchema> = {
    allowed: false,
    explicitDeny: explicit,
    matchedStatements: { items: sid === undefined ? [] : [{ statementId: sid }] },
    failures: { items: [] },
    context: {
      principal: { id, ...(name === undefined ? {} : { name }), arn },
      action,
      resource,
      conditions: {
        items: Object.entries(context).map(([key, values]) => ({
          key,
          values: { items: [values].flat().map((value) => ({ value })) },
        })),
      },
    },
  };
  return deflateRawSync(JSON.stringify(message)).toString("base64url");
}

/** The message as JSON text; undefined for a text that is none, or not whole. */
export function decodeAuthorizationMessage(encoded: string): string | undefined {
  try {
    const text = inflateRawSync(Buffer.from(encoded, "base64url"), { maxOutputLength: 100_000 }).toString(
      "utf8",
    );
    return JSON.stringify(messageSchema.parse(JSON.parse(text)));
  } catch {
    return undefined;
  }
}
