import { generateLoad } from "./load/generate-load.ts";
import { queryCall } from "./load/requests.ts";
import { prepareLoad, recordEverything } from "./servers/prepare.ts";
import { startServer } from "./servers/server.ts";
import { trailwright } from "./servers/trailwright.ts";
import { median } from "./statistics.ts";

const counts = [0, 1, 2, 5];
const rounds = 3;

/** What one more trail costs: PutObject on sandboxes with none, one, two and five trails that each record everything. */
export default async function trails(): Promise<string> {
  const servers = [];
  try {
    for (const count of counts) {
      const server = await startServer(trailwright(), queryCall("sts", "GetCallerIdentity"));
      servers.push({ count, server, samples: [] as number[] });
      await prepareLoad(server);
      for (let n = 1; n <= count; n += 1) await recordEverything(server, `Everything${n}`);
    }
    for (let round = 0; round <= rounds; round += 1)
      for (const { server, samples } of servers) {
        const settings = { operation: "PutObject", connections: 16, seconds: 3, most: 20_000 } as const;
        const { perSecond } = await generateLoad({ target: server.target, ...settings });
        // The first round warms up.
        if (round > 0) samples.push(perSecond);
      }
  } finally {
    for (const { server } of servers) await server.stop();
  }
  const base = median(servers[1]!.samples);
  const texts = servers.map(({ count, samples }) => {
    const perSecond = median(samples);
    return `${count} trails ${perSecond.toFixed(0)}/s (${(perSecond / base).toFixed(2)})`;
  });
  return `trails: PutObject, 16 connections, medians of ${rounds} turns of 3 s: ${texts.join(", ")}`;
}
