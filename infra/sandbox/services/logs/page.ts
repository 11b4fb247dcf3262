import { errors } from "./errors.ts";

/** How a listing is asked for. */
export interface Paging {
  readonly limit?: number | undefined;
  readonly nextToken?: string | undefined;
}

/**
 * Sorts `items` by their keys and cuts a page out of them; the token tells after which key the next one begins.
 * @throws AwsError `InvalidParameterException` for a token that is none
 */
export function page<T>(
  items: readonly T[],
  { limit = 50, nextToken }: Paging,
  keyOf: (item: T) => string,
  descending = false,
): { readonly items: readonly T[]; readonly rest: { readonly nextToken?: string } } {
  const compare = (a: string, b: string) => (a === b ? 0 : a < b === descending ? 1 : -1);
  const after = nextToken === undefined ? undefined : opened(nextToken);
  const left = items
    .map((item) => ({ item, key: keyOf(item) }))
    .filter(({ key }) => after === undefined || compare(key, after) > 0)
    .sort((a, b) => compare(a.key, b.key));
  const cut = left.slice(0, limit);
  return {
    items: cut.map(({ item }) => item),
    rest: left.length > cut.length ? { nextToken: sealed(cut.at(-1)!.key) } : {},
  };
}

/** A page's token. */
export const sealed = (text: string): string => Buffer.from(`after:${text}`).toString("base64url");

/** What is in a page's token. @throws AwsError `InvalidParameterException` */
export function opened(token: string): string {
  const text = Buffer.from(token, "base64url").toString();
  if (!text.startsWith("after:")) throw invalidToken();
  return text.slice("after:".length);
}

export const invalidToken = () => errors.parameter("The specified nextToken is invalid.");
