import { optionalText } from "../input.ts";
import { errors } from "./errors.ts";

/** A hundred at a time, as SNS listings answer; `items` are in the order of `keyOf`. */
export function page<T>(
  items: readonly T[],
  input: Readonly<Record<string, unknown>>,
  keyOf: (item: T) => string,
): { readonly items: readonly T[]; readonly rest: { readonly NextToken?: string } } {
  const token = optionalText(input, "NextToken");
  const after = token === undefined ? undefined : Buffer.from(token, "base64url").toString();
  if (after !== undefined && !after.startsWith("arn:aws:sns:")) throw errors.parameter("NextToken");
  const left = after === undefined ? items : items.filter((item) => keyOf(item) > after);
  const cut = left.slice(0, 100);
  const more = left.length > cut.length;
  return {
    items: cut,
    rest: more ? { NextToken: Buffer.from(keyOf(cut.at(-1)!)).toString("base64url") } : {},
  };
}
