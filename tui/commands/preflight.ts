import {
  loadPreflight,
  type OperationRequest,
  type StackSettings,
  TrailwrightError,
} from "../../infra/index.ts";
import { estimateText, findingsText, money, policiesText } from "../present/preflight-text.ts";
import type { CommandRun } from "./command-run.ts";
import type { StackReports } from "./stack-reports.ts";

/** What a pre-flight tells of besides its findings. */
export interface PreflightOptions {
  /** Events a month the estimate is made for; measured or assumed if absent. */
  readonly events?: number | undefined;
  /** Tells the policies' statements and the estimate item by item. */
  readonly whole?: boolean | undefined;
}

type Request = Omit<OperationRequest, "kind">;

/** Stacks looked at at a time; each makes a few dozen calls. */
const parallel = 4;

/**
 * Looks at each stack before anything is made, and tells what could fail, what it will cost and what its policies say.
 * Stacks with findings that are errors are reported as failed; the others are returned, in their order.
 */
export async function preflightStacks<R extends Request>(
  run: CommandRun,
  requests: readonly R[],
  reports: StackReports,
  options: PreflightOptions = {},
): Promise<R[]> {
  if (requests.length === 0) return [];
  const names = requests.map(({ settings }) => settings.stack);
  run.out.note(
    `Looking for what could fail on ${names.length === 1 ? "stack" : "stacks"} ${names.join(", ")}`,
  );
  const fit = new Set<R>();
  const waiting = [...requests];
  const others = requests.map(({ settings, target }) => ({
    ...settings,
    accountId: target.identity.accountId,
  }));
  const lane = async () => {
    for (let request = waiting.shift(); request; request = waiting.shift()) {
      run.signal.throwIfAborted();
      const { stack } = request.settings;
      try {
        const errors = await preflightStack(run, request, others, reports, options);
        if (errors === 0) fit.add(request);
        else reports.fail(stack, refused(stack, errors));
      } catch (error) {
        run.signal.throwIfAborted();
        reports.fail(stack, error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, requests.length) }, lane));
  return requests.filter((request) => fit.has(request));
}

/** Tells of one stack; resolves with the number of errors. */
async function preflightStack(
  { out, paths, signal }: CommandRun,
  { settings, target }: Request,
  others: readonly StackSettings[],
  reports: StackReports,
  { events, whole }: PreflightOptions,
): Promise<number> {
  const { madeBefore, runPreflight, otherCopies, assumptionsFor, estimate, measureEvents } =
    await loadPreflight();
  const { stack, region } = settings;
  const made = madeBefore(paths, settings, target.identity.accountId);
  const { findings, policies, facts } = await runPreflight(target, settings, { made, others, signal });
  const situation = { settings, facts };
  const measured =
    events === undefined
      ? whole && recordsAllManagement(settings.purpose)
        ? await measureEvents(target, region, { signal })
        : undefined
      : { events, from: "--events" };
  const cost = estimate({
    settings,
    assumptions: assumptionsFor(settings, measured),
    furtherCopy: otherCopies(situation).length > 0,
  });
  for (const finding of findings) out.emit({ type: "finding", stack, ...finding });
  if (whole) for (const { of, ...policy } of policies) out.emit({ type: "policy", stack, of, ...policy });
  out.emit({ type: "estimate", stack, currency: "USD", ...cost });
  const title = reports.single ? [] : [`Stack ${stack}`];
  const parts = whole
    ? [findingsText(findings), policiesText(policies), estimateText(cost)]
    : [
        ...(findings.length > 0 ? [findingsText(findings)] : []),
        `Estimate: about ${money(cost.total)} a month (trailwright plan tells of what).`,
      ];
  out.say([...title, ...parts.filter((part) => part !== "")].join("\n"));
  return findings.filter(({ severity }) => severity === "error").length;
}

/** Event history holds management events: it tells how many a trail will have that takes all of them. */
const recordsAllManagement = (purpose: string | undefined): boolean =>
  purpose === undefined || purpose === "management" || purpose === "insights";

const refused = (stack: string, errors: number): TrailwrightError =>
  new TrailwrightError(
    "PreflightFailed",
    `Stack ${stack} would fail: the pre-flight found ${errors === 1 ? "an error" : `${errors} errors`}.`,
    {
      why: "Each is told above, with how to mend it. Nothing was made.",
      next: "Mend what is named there and run the same command again; --skip-preflight tries it all the same.",
    },
  );
