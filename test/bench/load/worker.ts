// The load generator's thread: signs its requests in advance, then sends them over its connections as fast as they are
// answered, until the time is over or none is left.
import { parentPort, workerData } from "node:worker_threads";
import { Connection } from "./connection.ts";
import type { LoadResult, LoadSettings } from "./generate-load.ts";
import { loads, wireBytes } from "./requests.ts";

const { target, operation, connections, seconds, most, lane } = workerData as LoadSettings & { lane: string };

const now = new Date();
const varies = loads[operation].length > 0;
const requests = Array.from({ length: varies ? most : 1 }, (_, n) =>
  wireBytes(loads[operation](lane, n), target, now),
);

const latencies: number[] = [];
let failures = 0;
let firstFailure: string | undefined;
let sent = 0;
let open = connections;
let started = 0;

function finish(): void {
  const elapsed = performance.now() - started;
  const result: LoadResult = {
    milliseconds: elapsed,
    latencies: Float64Array.from(latencies),
    failures,
    ...(firstFailure === undefined ? {} : { firstFailure }),
  };
  parentPort!.postMessage(result);
}

function run(): void {
  let since = 0;
  const failed = (what: string) => {
    failures += 1;
    firstFailure ??= what;
  };
  const next = (): void => {
    since = performance.now();
    if (sent >= most || since - started >= seconds * 1000) {
      connection.close();
      if (--open === 0) finish();
      return;
    }
    connection.send(requests[varies ? sent : 0]!);
    sent += 1;
  };
  const connection = new Connection(
    target.port,
    (status, body) => {
      latencies.push(performance.now() - since);
      if (status < 200 || status > 299) failed(`${status} ${body.toString().slice(0, 500)}`);
      next();
    },
    (error) => {
      failed(String(error));
      next();
    },
  );
  next();
}

parentPort!.once("message", () => {
  started = performance.now();
  for (let n = 0; n < connections; n++) run();
});
parentPort!.postMessage("ready");
