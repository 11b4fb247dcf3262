import { randomBytes } from "node:crypto";
import { TrailwrightError } from "../../errors.ts";

/** The emulator behind a sandbox. */
export interface Upstream {
  /** Its address, without credentials: `http://127.0.0.1:5000`. */
  readonly origin: string;
  /** Credentials it expects, when its address names some. Without them calls are signed as the caller's account. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Marks what this sandbox forwards, so that it knows its own calls again. */
  readonly mark: string;
  /** Says what could not be recorded, each kind once. */
  report(kind: string, text: string): void;
  /** Keeps track of a call until it is answered. */
  track<T>(call: Promise<T>): Promise<T>;
  /** Resolves when no call is under way any more, or after `milliseconds`. */
  settled(milliseconds: number): Promise<void>;
}

/** The header that carries the marks of the sandboxes a call went through. */
export const markHeader = "x-trailwright-forwarded-by";

/** How many kinds of problem are remembered as reported. */
const mostKinds = 1_000;

/**
 * Reads an upstream's address.
 * @param address `http://HOST:PORT`, with `KEY:SECRET@` in front of the host when the upstream checks signatures
 * @param report takes what could not be recorded, as one line of text
 * @throws TrailwrightError `InvalidInput`
 */
export function readUpstream(address: string, report: (text: string) => void): Upstream {
  const url = upstreamUrl(address);
  const reported = new Set<string>();
  const open = new Set<Promise<unknown>>();
  return {
    origin: url.origin,
    ...(url.username === ""
      ? {}
      : {
          credentials: {
            accessKeyId: decodeURIComponent(url.username),
            secretAccessKey: decodeURIComponent(url.password),
          },
        }),
    mark: randomBytes(8).toString("hex"),
    report(kind, text) {
      if (reported.has(kind) || reported.size >= mostKinds) return;
      reported.add(kind);
      report(text);
    },
    async track(call) {
      open.add(call);
      try {
        return await call;
      } finally {
        open.delete(call);
      }
    },
    async settled(milliseconds) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, milliseconds);
      });
      await Promise.race([Promise.allSettled(open), late]);
      clearTimeout(timer);
    },
  };
}

/** An upstream's address, checked. @throws TrailwrightError `InvalidInput` */
export function upstreamUrl(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const bare = url && /^https?:$/.test(url.protocol) && url.pathname === "/" && url.search + url.hash === "";
  if (!url || !bare || (url.username === "") !== (url.password === ""))
    throw new TrailwrightError("InvalidInput", "The upstream's address cannot be used.", {
      why: "It has to be http://HOST:PORT or http://ACCESS-KEY:SECRET@HOST:PORT, without a path.",
      next: "Give the address the emulator says it listens on, for example http://127.0.0.1:5000.",
    });
  return url;
}

/** Whether the upstream is the server on this port of this machine. */
export function leadsTo(upstream: Upstream, port: number): boolean {
  const { hostname, port: given, protocol } = new URL(upstream.origin);
  const loopback = /^(?:127(?:\.\d+){3}|0\.0\.0\.0|\[::1?\]|(?:.+\.)?localhost)$/.test(hostname);
  return loopback && Number(given || (protocol === "https:" ? 443 : 80)) === port;
}

/** A sandbox cannot stand in front of itself. */
export function upstreamIsItself(upstream: Upstream): TrailwrightError {
  return new TrailwrightError("InvalidInput", `The upstream ${upstream.origin} is the sandbox itself.`, {
    why: "What the sandbox does not have would come back to it for ever.",
    next: "Give the emulator's address, or another --port.",
  });
}
