import { ec2Error, invalidValue } from "./errors.ts";
import { type Input, integer, optionalText } from "./input.ts";

/** One page of `items` after NextToken and up to MaxResults; everything when neither is given. */
export function page<T>(
  items: readonly T[],
  input: Input,
  range: { min: number; max: number } = { min: 5, max: 1000 },
): { readonly items: readonly T[]; readonly rest: { nextToken?: string } } {
  const most = integer(input, "MaxResults");
  if (most !== undefined && (most < range.min || most > range.max))
    throw invalidValue(
      `Value ( ${most} ) for parameter maxResults is invalid. Expecting a value between ${range.min} and ${range.max}.`,
    );
  const token = optionalText(input, "NextToken");
  const start =
    token === undefined
      ? 0
      : Number(
          Buffer.from(token, "base64url")
            .toString()
            .replace(/^from:/, ""),
        );
  if (token !== undefined && !(token !== "" && Number.isInteger(start) && start > 0))
    throw ec2Error("InvalidNextToken", "The token is invalid.");
  const end = start + (most ?? range.max);
  const more = end < items.length;
  return {
    items: items.slice(start, end),
    rest: more ? { nextToken: Buffer.from(`from:${end}`).toString("base64url") } : {},
  };
}
