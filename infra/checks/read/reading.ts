import { meaningOf, networkCode } from "../../aws-error.ts";
import { awsProblem } from "../../target/aws-problem.ts";
import type { Target } from "../../target/target.ts";
import type { Read } from "../facts.ts";

/** What every part of the reading is handed. */
export interface Reader {
  readonly target: Target;
  readonly signal: AbortSignal | undefined;
  /**
   * Makes a call and keeps its answer, or why there is none. `absent` says what an error code stands for that means
   * "nothing is set". Throws TrailwrightError where no further call can go well either: credentials, network.
   */
  read<T>(
    action: string,
    call: (options: { abortSignal?: AbortSignal }) => Promise<T>,
    absent?: Readonly<Record<string, T>>,
  ): Promise<Read<T>>;
}

/** A reader of a target's account. */
export function openReader(target: Target, signal: AbortSignal | undefined): Reader {
  const options = signal ? { abortSignal: signal } : {};
  return {
    target,
    signal,
    async read(action, call, absent = {}) {
      try {
        return { value: await call(options) };
      } catch (error) {
        signal?.throwIfAborted();
        const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
        if (Object.hasOwn(absent, name)) return { value: absent[name]! };
        if (hopeless(error, name)) {
          const { region, endpoint } = target.identity;
          throw awsProblem(error, { doing: `reading the set-up (${action})`, region, endpoint });
        }
        return { unread: { action, why: reasonOf(name, message) } };
      }
    },
  };
}

const hopeless = (error: unknown, name: string): boolean =>
  ["CredentialsExpired", "CredentialsMissing"].includes(meaningOf(name) ?? "") ||
  /^(Credentials|Token)ProviderError$/.test(name) ||
  networkCode(error) !== undefined;

/** Code and message without what repeats or tells a person nothing. */
function reasonOf(name: string, message: string): string {
  const text = message.replace(/\. Encoded authorization failure message: \S+$/, "").replace(/\.+$/, "");
  return !text || text === name || text === "UnknownError" ? name : `${name}, ${text}`;
}

/** All pages of a listing, in one. */
export async function allPages<Page, Item>(
  page: (token: string | undefined) => Promise<Page>,
  items: (page: Page) => readonly Item[] | undefined,
  next: (page: Page) => string | undefined,
): Promise<readonly Item[]> {
  const found: Item[] = [];
  let token: string | undefined;
  do {
    const answer = await page(token);
    found.push(...(items(answer) ?? []));
    token = next(answer);
  } while (token);
  return found;
}
