import { CreateUserCommand, DeleteUserCommand, IAMClient } from "@aws-sdk/client-iam";
import { paths } from "../../infra/paths.ts";
import { connectSandbox } from "../../infra/sandbox/connect-sandbox.ts";
import { newHome, openProgram, run } from "../helpers/trailwright.ts";
import { percentile } from "./statistics.ts";

const calls = 100;

/**
 * From an API call, with (nearly) immediate delivery, to its line in the log pane: the bucket polled, and a queue that
 * announces log files listened to.
 */
export default async function tail(): Promise<string> {
  return `${await measure("polled", [])}\n${await measure("announced", ["--delivery-notifications"])}`;
}

async function measure(how: string, options: readonly string[]): Promise<string> {
  const home = newHome();
  const sandbox = await connectSandbox({ paths: paths(home.env), deliveryMilliseconds: 10 });
  const { accessKeyId, secretAccessKey } = sandbox.credentials;
  const iam = new IAMClient({
    endpoint: sandbox.endpoint,
    region: sandbox.region,
    credentials: { accessKeyId, secretAccessKey },
  });
  const samples: number[] = [];
  const answers: number[] = [];
  try {
    const up = await run(["up", "--stack", "lab", "--yes", ...options], home);
    if (up.code !== 0) throw new Error(up.stderr);
    const terminal = openProgram([], home, { columns: 200, rows: 50 });
    await terminal.waitFor(/records from/);
    for (let call = 0; call < calls; call++) {
      const UserName = `seen-${String(call).padStart(4, "0")}`;
      const start = performance.now();
      await iam.send(new CreateUserCommand({ UserName }));
      answers.push(performance.now() - start);
      await terminal.waitFor(UserName);
      samples.push(performance.now() - start);
      await iam.send(new DeleteUserCommand({ UserName }));
    }
    terminal.send("q");
    await terminal.exit;
  } finally {
    await sandbox.close();
    home.remove();
  }
  const [p50, p99, answered] = [
    percentile(samples, 0.5),
    percentile(samples, 0.99),
    percentile(answers, 0.5),
  ];
  return `tail (${how}): API call to visible line p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms; the call's own answer p50 ${answered.toFixed(0)} ms; ratio ${(p50 / answered).toFixed(0)} (${calls} calls, delivery every 10 ms)`;
}
