import { createServer, request as forward, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { SignatureV4 } from "@smithy/signature-v4";
import { onTestFinished } from "vitest";
import type { Credentials } from "../../infra/target/target.ts";
import { NodeSha256 } from "./node-sha256.ts";

/** A call that is held back. */
interface HeldCall {
  /** Resolves when the call has been done, and only its answer is held back. */
  readonly arrived: Promise<void>;
  /** Lets the answer through. Later calls like it pass. */
  release(): void;
}

/** A call as a test picks it. */
export interface GateCall {
  readonly method: string;
  readonly url: string;
  /** `CreateUser`; undefined for S3, where method and URL tell. */
  readonly action: string | undefined;
}

/** An endpoint in front of another one, where the answers of single calls can be held back as long as a test wants. */
export interface Gate {
  readonly endpoint: string;
  /** Holds the answer of the next call for which `matches` is true. */
  hold(matches: (call: GateCall) => boolean): HeldCall;
}

/**
 * Opens a gate in front of AWS at `endpoint`. Signatures cover the host, so calls are signed anew with `credentials`.
 * It closes when the test has ended.
 */
export async function openGate(endpoint: string, credentials: Credentials): Promise<Gate> {
  const held: { matches: Parameters<Gate["hold"]>[0]; come(): Promise<void> }[] = [];
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const call = { method: request.method!, url: request.url!, action: actionOf(request, body) };
    const index = held.findIndex(({ matches }) => matches(call));
    const hold = index < 0 ? undefined : held.splice(index, 1)[0]!;
    const onward = forward(
      new URL(request.url!, endpoint),
      { method: request.method!, headers: await sign(request, body, endpoint, credentials) },
      async (answer) => {
        await hold?.come();
        response.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on("error", () => response.destroy());
    onward.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hold(matches) {
      const arrived = Promise.withResolvers<void>();
      const released = Promise.withResolvers<void>();
      held.push({
        matches,
        come() {
          arrived.resolve();
          return released.promise;
        },
      });
      return { arrived: arrived.promise, release: released.resolve };
    },
  };
}

/** As the query and the JSON protocol name it. */
function actionOf({ headers }: IncomingMessage, body: Buffer): string | undefined {
  const target = headers["x-amz-target"];
  if (typeof target === "string") return target.split(".").at(-1);
  if (!headers["content-type"]?.startsWith("application/x-www-form-urlencoded")) return undefined;
  return new URLSearchParams(body.toString()).get("Action") ?? undefined;
}

async function sign(request: IncomingMessage, body: Buffer, endpoint: string, credentials: Credentials) {
  const [, region, service] = /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\//.exec(
    request.headers.authorization!,
  )!;
  const { authorization, host, "x-amz-date": _, "x-amz-content-sha256": __, ...headers } = request.headers;
  const signer = new SignatureV4({
    credentials,
    region: region!,
    service: service!,
    sha256: NodeSha256 as never,
    uriEscapePath: service !== "s3",
    applyChecksum: true,
  });
  const url = new URL(request.url!, endpoint);
  const signed = await signer.sign({
    method: request.method!,
    protocol: "http:",
    hostname: url.hostname,
    port: Number(url.port),
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: { ...(headers as Record<string, string>), host: url.host },
    body,
  });
  return signed.headers;
}
