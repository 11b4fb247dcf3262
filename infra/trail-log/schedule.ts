/** Runs a task later; returns the way to call it off. Handed in, so that tests decide when "later" is. */
export type Schedule = (task: () => void, milliseconds: number) => () => void;

/** The machine's timers; they do not keep the process alive. */
export const systemSchedule: Schedule = (task, milliseconds) => {
  const timer = setTimeout(task, milliseconds);
  timer.unref();
  return () => clearTimeout(timer);
};
