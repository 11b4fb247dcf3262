import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { due, type Job, moved, newSchedule, type Schedule } from "../../../infra/fleet/schedule.ts";

const job = (id: string, ...needs: string[]): Job => ({ id, needs });

/** Starts and skips what is due now. */
function advance(schedule: Schedule): Schedule {
  let next = schedule;
  for (let now = due(next); now.skip.length + now.start.length > 0; now = due(next)) {
    for (const id of now.skip) next = moved(next, id, "skipped");
    if (now.skip.length === 0) for (const id of now.start) next = moved(next, id, "running");
  }
  return next;
}

const inState = ({ states }: Schedule, state: string) =>
  [...states].filter(([, one]) => one === state).map(([id]) => id);

describe("a schedule", () => {
  test("starts no more than fit, in their order, and the next when one has ended", () => {
    const first = advance(newSchedule([job("a"), job("b"), job("c")], 2));
    expect(inState(first, "running")).toEqual(["a", "b"]);
    const second = advance(moved(first, "a", "failed"));
    expect(inState(second, "running")).toEqual(["b", "c"]);
  });

  test("waits for what is needed, and lets others pass", () => {
    const first = advance(newSchedule([job("trail", "archive"), job("archive"), job("other")], 2));
    expect(inState(first, "running")).toEqual(["archive", "other"]);
    expect(inState(advance(moved(first, "other", "succeeded")), "running")).toEqual(["archive"]);
    expect(inState(advance(moved(first, "archive", "succeeded")), "running")).toEqual(["trail", "other"]);
  });

  test("skips what needs something lost, and what needs that", () => {
    const jobs = [job("a"), job("b", "a"), job("c", "b"), job("d")];
    const after = advance(moved(advance(newSchedule(jobs, 1)), "a", "cancelled"));
    expect(inState(after, "skipped")).toEqual(["b", "c"]);
    expect(inState(after, "running")).toEqual(["d"]);
  });

  test("what is needed and is no job counts as done", () => {
    expect(inState(advance(newSchedule([job("a", "elsewhere")], 1)), "running")).toEqual(["a"]);
  });

  test("ends whatever the jobs need and however they end, never runs too many, and starts none before its need", () => {
    const ids = ["a", "b", "c", "d", "e", "f"];
    const jobs = fc
      .tuple(...ids.map(() => fc.subarray(ids)))
      .map((needs) => ids.map((id, at) => job(id, ...needs[at]!)));
    const ends = fc.infiniteStream(fc.constantFrom("succeeded", "failed", "cancelled" as const));
    fc.assert(
      fc.property(jobs, fc.integer({ min: 1, max: 4 }), ends, (all, parallel, how) => {
        const earlier = all.map((one, at) =>
          // Without circles, which are broken at their first.
          job(one.id, ...one.needs.filter((need) => ids.indexOf(need) < at)),
        );
        for (const acyclic of [true, false]) {
          let schedule = newSchedule(acyclic ? earlier : all, parallel);
          for (let step = 0; step <= ids.length; step++) {
            const before = inState(schedule, "running");
            schedule = advance(schedule);
            const running = inState(schedule, "running");
            expect(running.length).toBeLessThanOrEqual(parallel);
            for (const id of running.filter((one) => acyclic && !before.includes(one)))
              for (const need of schedule.jobs.find((one) => one.id === id)!.needs)
                expect(schedule.states.get(need)).toBe("succeeded");
            if (running[0]) schedule = moved(schedule, running[0], how.next().value as "failed");
          }
          expect([...inState(schedule, "waiting"), ...inState(schedule, "running")]).toEqual([]);
        }
      }),
    );
  });
});
