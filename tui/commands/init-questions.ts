import { loadPurposes, loadStacks, purposeIds, type PurposeId, TrailwrightError } from "../../infra/index.ts";
import type { CommandRun } from "./command-run.ts";
import { ask } from "./confirm.ts";
import type { InitOptions } from "./init.ts";

/** Asks for what the options leave open, one line each; an empty answer takes what stands in brackets. */
export async function askForSetUp(run: CommandRun, given: InitOptions): Promise<InitOptions> {
  const { purposes } = await loadPurposes();
  const { parseAccountPlace } = await loadStacks();
  const isPlace = (text: string) => problemOf(() => parseAccountPlace(text));
  let options = given;
  const answered = (more: Partial<InitOptions>) => {
    options = { ...options, ...more };
  };

  if (!given.account && !given.sandbox) {
    const where = await question(run, "Where, sandbox or account?", "sandbox", oneOf(["sandbox", "account"]));
    answered(where === "account" ? { account: true } : { sandbox: true });
  }
  if (!given.purpose) {
    for (const { id, title } of Object.values(purposes)) run.out.note(`  ${id.padEnd(18)} ${title}`);
    answered({ purpose: (await question(run, "Purpose?", "management", oneOf(purposeIds))) as PurposeId });
  }
  const about = purposes[options.purpose!].resources;
  if (about && !given.resource) {
    const text = await question(run, `${about.what} (like ${about.example}), by commas? Empty: all`, "");
    if (text) answered({ resource: listOf(text) });
  }
  if (!given.region) answered({ region: await question(run, "Region?", "us-east-1") });
  if (!given.forAccount) {
    const text = await question(
      run,
      "Accounts (ID, ID=ROLE or ID=profile:NAME), by commas? Empty: the one of your credentials",
      "",
      (value) => listOf(value).map(isPlace).find(Boolean),
    );
    if (text) answered({ forAccount: listOf(text) });
  }
  if (options.forAccount && !given.logArchive && !given.centralBucket) {
    const text = await question(
      run,
      "Account of the log archive for all of them? Empty: each has its own bucket",
      "",
      (value) => (value ? isPlace(value) : undefined),
    );
    if (text) answered({ logArchive: text });
  }
  return options;
}

/** Asks until the answer has no problem. */
async function question(
  run: CommandRun,
  text: string,
  otherwise: string,
  problem: (answer: string) => string | undefined = () => undefined,
): Promise<string> {
  for (;;) {
    const answer = (await ask(run, `${text}${otherwise ? ` [${otherwise}]` : ""} `)).trim() || otherwise;
    const wrong = problem(answer);
    if (!wrong) return answer;
    run.out.note(`  ${wrong}`);
  }
}

const listOf = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);

const oneOf = (values: readonly string[]) => (answer: string) =>
  values.includes(answer) ? undefined : `It must be one of ${values.join(", ")}.`;

function problemOf(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (error instanceof TrailwrightError) return [error.message, error.why, error.next].join(" ");
    throw error;
  }
}
