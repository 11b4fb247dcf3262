import { createServer, request as forward, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** A call that is held back. */
export interface HeldCall {
  /** Resolves when the call has been done, and only its answer is held back. */
  readonly arrived: Promise<void>;
  /** Lets the answer through. Later calls like it pass. */
  release(): void;
}

/** An endpoint in front of another one, where the answers of single calls can be held back for as long as a test wants. */
export interface Gate {
  readonly endpoint: string;
  /** Holds the answer of the next call for which `matches` is true. */
  hold(matches: (call: { method: string; url: string; target: string }) => boolean): HeldCall;
  close(): void;
}

/** Opens a gate in front of `endpoint`. It closes when the test has ended. */
export async function openGate(endpoint: string): Promise<Gate> {
  const held: {
    matches: (call: Parameters<Parameters<Gate["hold"]>[0]>[0]) => boolean;
    come(): Promise<void>;
  }[] = [];
  const server = createServer(async (request, response) => {
    const call = {
      method: request.method!,
      url: request.url!,
      target: String(request.headers["x-amz-target"] ?? ""),
    };
    const index = held.findIndex(({ matches }) => matches(call));
    const hold = index < 0 ? undefined : held.splice(index, 1)[0]!;
    const { hostname, port } = new URL(endpoint);
    const onward = forward(
      { hostname, port, method: request.method, path: request.url, headers: request.headers },
      async (answer: IncomingMessage) => {
        await hold?.come();
        response.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  onTestFinished(close);
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
    close,
  };
}
