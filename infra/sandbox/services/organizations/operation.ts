import { z } from "zod";
import { AwsError, type Call, type Operation } from "../../service.ts";
import type { World } from "../../world.ts";
import { administersSomething } from "./delegations.ts";
import { managementAccount, organizationArn } from "./organization.ts";

/** Members of every listing's input. */
export const pageInput = {
  MaxResults: z.number().int().min(1).max(20).optional(),
  NextToken: z.string().optional(),
};

/**
 * A reading operation. Only DescribeOrganization is for every account; the others are the management account's and its
 * delegated administrators', and nobody else is let in, as there is no delegation by resource policy here.
 */
export function reading<S extends z.ZodType>(
  name: string,
  schema: S,
  handle: (world: World, input: z.output<S>) => Record<string, unknown>,
  forMembers = false,
): Operation {
  return operation(
    name,
    true,
    (call, world) => handle(world, parsed(schema, call.input)),
    (call, world) => forMembers || administersSomething(world, call.caller.accountId),
  );
}

/** A changing operation: the management account's alone. It answers nothing. */
export function changing<S extends z.ZodType>(
  name: string,
  schema: S,
  handle: (world: World, input: z.output<S>) => void,
): Operation {
  const change = (call: Call, world: World) => {
    handle(world, parsed(schema, call.input));
    return {};
  };
  return operation(name, false, change, () => false);
}

function operation(
  name: string,
  readOnly: boolean,
  handle: (call: Call, world: World) => Record<string, unknown>,
  isOpen: (call: Call, world: World) => boolean,
): Operation {
  return {
    readOnly,
    category: "Management",
    permissions: (call, world) => [
      {
        action: `organizations:${name}`,
        resource: parentArn(world, call.input["ParentId"]) ?? "*",
        ...(isOpen(call, world) ? {} : { resourceAccount: managementAccount(world).id }),
      },
    ],
    handle: (call, world) => ({ output: handle(call, world) }),
  };
}

/** The ARN of the root or unit that a call asks about, there or not (measured in denials). */
function parentArn(world: World, id: unknown): string | undefined {
  const [, kind] = /^(r|ou)-/.exec(String(id)) ?? [];
  return kind && organizationArn(world, kind === "r" ? "root" : "ou", String(id));
}

function parsed<S extends z.ZodType>(schema: S, input: Call["input"]): z.output<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw invalidInput(`${issue?.path.join(".") || "The request"}: ${issue?.message ?? "not understood"}`);
}

export function invalidInput(message: string): AwsError {
  return new AwsError("InvalidInputException", message, { extra: { Reason: "INVALID_VALUE" } });
}

/** Cuts a page out of `items`; the token is the place of the first one left. */
export function page<T>(
  items: readonly T[],
  { MaxResults = 20, NextToken }: { MaxResults?: number | undefined; NextToken?: string | undefined },
): { readonly items: readonly T[]; readonly rest: { readonly NextToken?: string } } {
  const start = NextToken === undefined ? 0 : Number(Buffer.from(NextToken, "base64url").toString());
  if (!Number.isInteger(start) || start < 0 || (NextToken !== undefined && start === 0))
    throw new AwsError("InvalidInputException", "You specified an invalid value for NextToken.", {
      extra: { Reason: "INVALID_NEXT_TOKEN" },
    });
  const end = start + MaxResults;
  return {
    items: items.slice(start, end),
    rest: end < items.length ? { NextToken: Buffer.from(String(end)).toString("base64url") } : {},
  };
}
