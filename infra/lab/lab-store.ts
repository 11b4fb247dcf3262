import { removeProgress, writeProgress } from "./lab-progress-file.ts";
import type { LabState } from "./lab-state.ts";
import { problemOf } from "./problem.ts";
import { type LabAction, reduce } from "./progress.ts";

/** Holds the state of a session, tells listeners of every change, and keeps the saved part on disk. */
export interface LabStore {
  readonly state: LabState;
  dispatch(action: LabAction): void;
  subscribe(listener: () => void): () => void;
  /** Writes now what is not yet written. Throws DiskFull. */
  save(): void;
  /** Forgets the file; it comes back with the next change only. */
  forget(): Promise<void>;
}

/** Opens the store on a first state, which is taken as saved. */
export function openLabStore(file: string, first: LabState, onNotice: (message: string) => void): LabStore {
  let state = first;
  let saved = first;
  let scheduled = false;
  let troubled = false;
  const listeners = new Set<() => void>();

  const save = () => {
    scheduled = false;
    if (sameSaved(saved, state)) return;
    writeProgress(file, state);
    saved = state;
    troubled = false;
  };
  const saveSoon = () => {
    if (scheduled || sameSaved(saved, state)) return;
    scheduled = true;
    // Many changes of one moment make one write.
    queueMicrotask(() => {
      try {
        if (scheduled) save();
      } catch (error) {
        // It is tried again with every change, and said once.
        if (troubled) return;
        troubled = true;
        const { message, next } = problemOf(error);
        onNotice(next ? `${message} ${next}` : message);
      }
    });
  };

  return {
    get state() {
      return state;
    },
    dispatch(action) {
      const next = reduce(state, action);
      if (next === state) return;
      state = next;
      saveSoon();
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    save,
    async forget() {
      scheduled = false;
      saved = state;
      await removeProgress(file);
    },
  };
}

/** Operation lines change many times a second and are not saved. */
function sameSaved(a: LabState, b: LabState): boolean {
  return (
    a.settings === b.settings &&
    a.current === b.current &&
    a.steps === b.steps &&
    a.calls === b.calls &&
    a.deployed === b.deployed
  );
}
