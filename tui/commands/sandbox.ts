import { setTimeout } from "node:timers/promises";
import { type Command, Option } from "commander";
import {
  connectSandbox,
  credentialsOf,
  type RunningSandbox,
  runningSandbox,
  TrailwrightError,
} from "../../infra/index.ts";
import { type CommandRun, runCommand, type Summary } from "./command-run.ts";
import type { ProgramContext } from "./context.ts";
import { jsonOption, type OutputOptions, port, seconds } from "./options.ts";

const lookEveryMilliseconds = 3_000;

interface SandboxOptions extends OutputOptions {
  readonly port?: number;
  readonly delivery?: number;
  readonly accounts?: string;
  readonly upstream?: string;
}

interface EnvOptions {
  readonly account?: string;
  readonly user?: string;
}

/** `trailwright sandbox`: runs the local AWS by itself; `sandbox env` prints how other tools reach it. */
export function sandboxCommand(
  program: Command,
  context: ProgramContext,
  done: (code: number) => void,
): void {
  const command = program
    .command("sandbox")
    .description("run the sandbox until Ctrl-C, and print the environment for other tools")
    .addOption(
      new Option("--port <port>", "port on 127.0.0.1; that of the last run if left out").argParser(port),
    )
    .addOption(new Option("--delivery <seconds>", "how often log files are delivered").argParser(seconds))
    .addOption(
      new Option("--accounts <file>", "YAML or JSON file with the accounts, their users and their roles"),
    )
    .addOption(
      new Option(
        "--upstream <url>",
        "another emulator (moto, LocalStack …) that answers what the sandbox does not have; recorded all the same",
      ),
    )
    .addOption(jsonOption())
    .action(async (options: SandboxOptions) => {
      done(await runCommand("sandbox", options, context, (run) => hold(run, options)));
    });
  command
    .command("env")
    .description('print the environment of the running sandbox: eval "$(trailwright sandbox env)"')
    .addOption(new Option("--account <name>", "name or id of an account; the default one if left out"))
    .addOption(
      new Option("--user <name>", "a user of the accounts file; the account's administrator if left out"),
    )
    .action(async ({ account, user }: EnvOptions) => {
      done(
        await runCommand("sandbox env", {}, context, async ({ paths, out }) => {
          const running = await runningSandbox(paths);
          if (!running)
            throw new TrailwrightError("SandboxNotRunning", "The sandbox is not running.", {
              next: "Start it in another terminal: trailwright sandbox",
            });
          out.raw(environmentText(running, credentialsOf(running.accounts, account, user)));
          return {};
        }),
      );
    });
}

async function hold(run: CommandRun, options: SandboxOptions): Promise<Summary> {
  const sandbox = await connectSandbox({
    paths: run.paths,
    ...(options.port ? { port: options.port } : {}),
    ...(options.delivery ? { deliveryMilliseconds: options.delivery * 1000 } : {}),
    ...(options.accounts === undefined ? {} : { accountsFile: options.accounts }),
    ...(options.upstream === undefined ? {} : { upstream: options.upstream }),
  });
  run.onEnd(() => sandbox.close());
  if (options.upstream !== undefined && !standsBefore(sandbox, options.upstream))
    throw new TrailwrightError("InvalidInput", `The sandbox runs already, at ${sandbox.endpoint}.`, {
      why: sandbox.upstream
        ? `It stands in front of ${sandbox.upstream}.`
        : "It was started without an upstream.",
      next: "Stop what holds it (a lab, a tail, another `trailwright sandbox`) and try again.",
    });
  if (options.accounts !== undefined && !sandbox.startedHere)
    throw new TrailwrightError("InvalidInput", `The sandbox runs already, at ${sandbox.endpoint}.`, {
      why: "Its accounts are read when it starts.",
      next: "Stop what holds it (a lab, a tail, another `trailwright sandbox`) and try again.",
    });
  if (options.port && new URL(sandbox.endpoint).port !== String(options.port))
    throw new TrailwrightError("PortInUse", `The sandbox runs already, at ${sandbox.endpoint}.`, {
      why: "One state folder has one sandbox.",
      next: "Use that one, or stop what holds it (a lab, a tail, another `trailwright sandbox`) and try again.",
    });
  const { endpoint, region, accountId, upstream } = sandbox;
  run.out.note(
    `The sandbox ${sandbox.startedHere ? "runs" : "runs already"} at ${endpoint}. Ctrl-C lets it go.`,
  );
  if (upstream)
    run.out.note(`What it does not have itself, ${upstream} answers; it is recorded here all the same.`);
  run.out.note("Paste this into another terminal, and the AWS CLI and the SDKs talk to it:");
  if (!options.json) run.out.raw(environmentText(sandbox));
  run.out.emit({ type: "sandbox", endpoint, region, accountId, ...(upstream ? { upstream } : {}) });
  await untilItEnds(run);
  if (!run.signal.aborted)
    throw new TrailwrightError("SandboxFailed", "The sandbox ended.", {
      why: `It is a process of its own; what it had to say is in ${run.paths.sandbox}/sandbox.log.`,
      next: "Start it again: its state is kept.",
    });
  return { endpoint };
}

/** Whether a running sandbox has this upstream; its address is given with or without credentials. */
function standsBefore({ upstream }: RunningSandbox, address: string): boolean {
  return upstream !== undefined && URL.canParse(address) && new URL(address).origin === upstream;
}

/** Resolves at Ctrl-C, or when nobody answers at the sandbox's address any more. */
async function untilItEnds({ signal, paths }: CommandRun): Promise<void> {
  try {
    do await setTimeout(lookEveryMilliseconds, undefined, { signal });
    while (await runningSandbox(paths));
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** Export lines for a POSIX shell. The keys are the sandbox's own and open nothing else. */
function environmentText(
  { endpoint, region, credentials: ofDefault }: RunningSandbox,
  credentials = ofDefault,
): string {
  return Object.entries({
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
  })
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'`)
    .join("\n");
}
