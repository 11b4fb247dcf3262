import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { Connection } from "../load/connection.ts";
import { type LoadTarget, type PlainRequest, wireBytes } from "../load/requests.ts";

/** An emulator that can be measured. */
export interface Emulator {
  readonly name: string;
  /** Starts its process; the target is known as soon as it can be. */
  start(): Promise<Starting>;
}

/** A process that is about to listen. */
export interface Starting {
  readonly child: ChildProcess;
  /** Undefined as long as nobody can know where and with which key to ask. */
  target(): LoadTarget | undefined;
  /** Removes what the process leaves behind; after its end. */
  remove(): void;
}

/** An emulator that answers. */
export interface Server {
  readonly name: string;
  readonly pid: number;
  readonly target: LoadTarget;
  /** Sends one request; resolves to the answer's body. @throws Error when it is no success */
  ask(request: PlainRequest): Promise<string>;
  stop(): Promise<void>;
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** Starts a program whose output nobody reads. */
export function quietly(command: string, args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(command, args, { env, stdio: ["ignore", "ignore", "ignore"] });
}

/** One request on a connection of its own. @throws Error when it is no success */
export function ask(target: LoadTarget, request: PlainRequest): Promise<string> {
  return new Promise((resolve, reject) => {
    const connection = new Connection(
      target.port,
      (status, body) => {
        connection.close();
        if (status >= 200 && status < 300) resolve(body.toString());
        else reject(new Error(`${request.target} ${status}: ${body.toString().slice(0, 500)}`));
      },
      reject,
    );
    connection.send(wireBytes(request, target, new Date()));
  });
}

/** Starts an emulator; resolves when it has answered a signed request for the first time. */
export async function startServer(emulator: Emulator, first: PlainRequest): Promise<Server> {
  const starting = await emulator.start();
  const { child } = starting;
  const ended = once(child, "exit");
  let last: unknown;
  while (child.exitCode === null) {
    const target = starting.target();
    try {
      if (target) {
        await ask(target, first);
        return {
          name: emulator.name,
          pid: child.pid!,
          target,
          ask: (request) => ask(target, request),
          async stop() {
            if (child.kill()) await ended;
            starting.remove();
          },
        };
      }
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  starting.remove();
  throw new Error(`${emulator.name} ended before it answered: ${String(last)}`);
}
