import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { generateLoad, type LoadFigures } from "./load/generate-load.ts";
import { type LoadOperation, queryCall } from "./load/requests.ts";
import { otherEmulators } from "./servers/others.ts";
import { prepareLoad, recordEverything } from "./servers/prepare.ts";
import { type Emulator, type Server, startServer } from "./servers/server.ts";
import { trailwright } from "./servers/trailwright.ts";
import { median } from "./statistics.ts";

const operations = ["PutObject", "GetObject", "CreateUser", "DescribeInstances"] as const;
const concurrencies = [1, 16, 64] as const;

/** Turns of each measurement; each emulator has its turn in every round. */
const rounds = 3;
const seconds = 2;
const starts = 7;

const first = queryCall("sts", "GetCallerIdentity");

/**
 * Requests per second and latency of four operations on the sandbox (recording and delivering every call), moto's
 * server and MiniStack, with the same signed requests from the same load generator; then their cold starts.
 */
export default async function sandbox(): Promise<string> {
  const emulators = [trailwright(), ...(await otherEmulators())];
  return [await throughput(emulators), await coldStarts(emulators)].join("\n");
}

async function throughput(emulators: readonly Emulator[]): Promise<string> {
  const servers: Server[] = [];
  const lines = [
    `sandbox: requests per second, p50 and p99 in milliseconds; medians of ${rounds} turns of ${seconds} s`,
  ];
  try {
    for (const emulator of emulators) {
      const server = await startServer(emulator, first);
      servers.push(server);
      await prepareLoad(server);
      if (emulator === emulators[0]) await recordEverything(server, "Everything");
    }
    for (const connections of concurrencies) {
      lines.push(`  load generator alone, ${connections} connections: ${figure(await ceiling(connections))}`);
      for (const operation of operations) {
        const measured = new Map<Server, LoadFigures[]>(servers.map((server) => [server, []]));
        for (let round = 0; round < rounds; round += 1)
          for (const [server, figures] of measured) figures.push(await load(server, operation, connections));
        const medians = [...measured].map(([server, figures]) => ({ server, ...medianOf(figures) }));
        lines.push(`  ${operation}, ${connections} connection${connections === 1 ? "" : "s"}:`);
        for (const each of medians)
          lines.push(
            `    ${each.server.name.padEnd(12)} ${figure(each)}${ratio(medians[0]!.perSecond, each.perSecond)}`,
          );
      }
    }
  } finally {
    for (const server of servers) await server.stop();
  }
  return lines.join("\n");
}

const load = ({ target }: Pick<Server, "target">, operation: LoadOperation, connections: number) =>
  generateLoad({ target, operation, connections, seconds, most: 10_000 * seconds });

/** What the load generator reaches against a server that does nothing. */
async function ceiling(connections: number): Promise<LoadFigures> {
  const server = createServer((request, response) => {
    request.resume();
    response.setHeader("content-length", 2).end("ok");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const target = { port, region: "us-east-1", accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "x" };
  try {
    return await load({ target }, "GetObject", connections);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

function medianOf(figures: readonly LoadFigures[]): LoadFigures {
  const of = (name: keyof LoadFigures) => median(figures.map((each) => each[name]));
  return { perSecond: of("perSecond"), p50: of("p50"), p99: of("p99"), answered: of("answered") };
}

const figure = ({ perSecond, p50, p99 }: LoadFigures): string =>
  `${perSecond.toFixed(0).padStart(6)}/s  p50 ${p50.toFixed(2)}  p99 ${p99.toFixed(2)}`;

const ratio = (ours: number, theirs: number): string =>
  ours === theirs ? "" : `  (Trailwright ${(ours / theirs).toFixed(1)} times)`;

/** From starting the process to the answer of a signed GetCallerIdentity, each on a state of its own. */
async function coldStarts(emulators: readonly Emulator[]): Promise<string> {
  const samples = emulators.map(() => [] as number[]);
  for (let round = 0; round <= starts; round += 1)
    for (const [index, emulator] of emulators.entries()) {
      const start = performance.now();
      const server = await startServer(emulator, first);
      // The first round warms the caches of the operating system and is thrown away.
      if (round > 0) samples[index]!.push(performance.now() - start);
      await server.stop();
    }
  const medians = samples.map(median);
  const texts = emulators.map(
    ({ name }, index) =>
      `${name} ${medians[index]!.toFixed(0)} ms (${(medians[index]! / medians[0]!).toFixed(1)})`,
  );
  return `  cold start to the first answer, median of ${starts}: ${texts.join(", ")}`;
}
