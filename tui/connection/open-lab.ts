import {
  loadStacks,
  logLocation,
  openLabSession,
  openTarget,
  type Paths,
  type StackEntry,
  type Target,
  type TrailSource,
  tail,
} from "../../infra/index.ts";
import { logFeed } from "../feed/log-feed.ts";
import type { OpenLabFor, StackItem } from "./connection.ts";
import { stacksWork } from "./stacks-work.ts";

/** Opens target, session and tail for a request, with everything heavy loaded only now. */
export const openLabFor =
  (env: NodeJS.ProcessEnv, paths: Paths): OpenLabFor =>
  async (request, onMessage, signal) => {
    const { listStacks } = await loadStacks();
    const entries = () => listStacks(paths);
    const known = entries().find(({ stack }) => stack === request.stack)?.settings;
    const same = known?.target === request.target;
    const target = await openTarget({
      kind: request.target,
      profile: request.profile ?? (same ? known?.profile : undefined),
      accountId: same && request.target === "sandbox" ? known?.accountId : undefined,
      roleArn: request.answers.roleArn ?? (same ? known?.roleArn : undefined),
      region: request.region ?? (same ? known?.region : undefined),
      regionSource: request.region ? "your answer" : `stack ${request.stack}`,
      env,
      paths,
      signal,
      onProgress: onMessage,
    });
    try {
      signal.throwIfAborted();
      const session = await openLabSession({
        target,
        paths,
        env,
        stack: request.stack,
        answers: { ...(request.region ? { region: request.region } : {}), ...request.answers },
        onNotice: onMessage,
      });
      const feed = logFeed(
        (sources, ending) => tail(sources, { signal: ending, mirror: paths.mirror }),
        (records) =>
          session.delivered(
            // Another stack's trail records these calls too; that says nothing about this one.
            records.flatMap(({ stack, record, key, deliveredAt }) =>
              stack === request.stack && record.requestID
                ? [{ requestId: record.requestID, eventId: record.eventID, key, deliveredAt }]
                : [],
            ),
          ),
      );
      let stacks: readonly StackItem[] = [];
      let standing: unknown;
      const look = () => {
        const { operation, deployed, steps } = session.state;
        const now = `${operation?.kind} ${operation?.step} ${operation?.phase} ${deployed} ${steps.trail.status}`;
        if (now === standing) return;
        standing = now;
        const all = entries();
        const sources = all.flatMap((entry) => sourceOf(entry, target));
        stacks = all.map((entry) => stackItem(entry, sources));
        feed.follow(sources);
      };
      const unsubscribe = session.subscribe(look);
      look();
      const work = stacksWork({ env, paths, now: Date.now });
      const unsubscribeWork = work.state.subscribe(() => {
        // What several stacks at once were brought to does not show in this session.
        standing = undefined;
        look();
      });
      return {
        target,
        session,
        feed,
        stacks: () => stacks,
        stacksWork: work,
        async close() {
          unsubscribe();
          unsubscribeWork();
          await Promise.allSettled([feed.close(), session.close()]);
          await target.close().catch(() => {});
        },
      };
    } catch (error) {
      await target.close().catch(() => {});
      throw error;
    }
  };

/** The bucket a stack's trail delivers to, when it is in this target and there is one. */
function sourceOf({ stack, settings, summary }: StackEntry, target: Target): TrailSource[] {
  const { bucketName, region, accountId, queueUrl } = summary?.outputs ?? {};
  if (!settings || !bucketName || summary?.through !== "trail" || settings.target !== target.kind) return [];
  if (accountId !== undefined && accountId !== target.identity.accountId) return [];
  return [
    {
      stack,
      accountId: target.identity.accountId,
      ...logLocation(settings),
      bucketName,
      client: target.clientConfig(region ?? settings.region),
      pollMilliseconds: target.delivery.pollMilliseconds,
      ...(queueUrl ? { queueUrl } : {}),
    },
  ];
}

function stackItem(
  { stack, settings, problem, summary }: StackEntry,
  sources: readonly TrailSource[],
): StackItem {
  const through = {
    trail:
      settings?.kind === "log-archive"
        ? `${summary?.outputs.bucketName ?? ""} takes other trails' log files`
        : `trail ${summary?.outputs.trailName ?? ""} logs to ${summary?.outputs.bucketName ?? ""}`,
    policy: "bucket and policy are made",
    bucket: "the bucket is made",
  };
  return {
    stack,
    target: settings?.target ?? "sandbox",
    profile: settings?.profile,
    region: settings?.region ?? "-",
    accountId: settings?.accountId ?? summary?.outputs.accountId,
    purpose: settings?.kind === "log-archive" ? "log archive" : (settings?.purpose ?? "management"),
    bucketName: settings?.bucketName ?? "-",
    standing: problem
      ? `settings cannot be read: ${problem.message}`
      : summary?.through
        ? through[summary.through]
        : "nothing made yet",
    tailed: sources.some((source) => source.stack === stack),
  };
}
