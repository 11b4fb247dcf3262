/** Something to do under a name, after others. */
export interface Job {
  readonly id: string;
  /** Jobs that must have succeeded before; names that are no job here count as done. */
  readonly needs: readonly string[];
}

/** `skipped`: something it needs did not succeed. */
export type JobState = "waiting" | "running" | "succeeded" | "failed" | "cancelled" | "skipped";

/** Where all jobs stand. Immutable. */
export interface Schedule {
  readonly jobs: readonly Job[];
  /** How many may run at a time. */
  readonly parallel: number;
  readonly states: ReadonlyMap<string, JobState>;
}

/** All jobs waiting. Ids must differ; `parallel` is at least 1. */
export function newSchedule(jobs: readonly Job[], parallel: number): Schedule {
  return {
    jobs,
    parallel: Math.max(1, Math.floor(parallel)),
    states: new Map(jobs.map(({ id }) => [id, "waiting"])),
  };
}

/** The schedule after a job has come to another state. */
export function moved(schedule: Schedule, id: string, state: JobState): Schedule {
  return { ...schedule, states: new Map(schedule.states).set(id, state) };
}

/**
 * What to do now: jobs to skip, because something they need ended otherwise than well (they may make others to be
 * skipped: ask again), and jobs to start, in their order, as many as there is room for. Jobs that need each other in a
 * circle would wait for ever, so the first of them goes ahead.
 */
export function due({ jobs, parallel, states }: Schedule): { skip: string[]; start: string[] } {
  const waiting = jobs.filter(({ id }) => states.get(id) === "waiting");
  const running = jobs.filter(({ id }) => states.get(id) === "running").length;
  const blocked = waiting.filter(({ needs }) => needs.some((need) => lost(states.get(need))));
  const ready = waiting.filter(({ id, needs }) =>
    needs.every((need) => need === id || (states.get(need) ?? "succeeded") === "succeeded"),
  );
  const stuck = ready.length === 0 && blocked.length === 0 && running === 0;
  return {
    skip: blocked.map(({ id }) => id),
    start: (stuck ? waiting.slice(0, 1) : ready.slice(0, Math.max(0, parallel - running))).map(
      ({ id }) => id,
    ),
  };
}

const lost = (state: JobState | undefined) =>
  state === "failed" || state === "cancelled" || state === "skipped";
