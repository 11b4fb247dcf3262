import { listStacks } from "../stacks/list-stacks.ts";
import type { StackSettings } from "../stacks/settings.ts";
import { defaultSettings } from "./first-state.ts";
import type { Provision } from "./provision.ts";

/** Shows what destroy would remove and keep, in the operation's lines; failures are in the operation too. */
export async function planDestroy({ store, engine, target, paths }: Provision): Promise<void> {
  const settings = applied({ store, paths });
  const through = store.state.deployed ?? "trail";
  try {
    await engine.run({ kind: "destroy", previewOnly: true, settings, through, target }, "destroy");
  } catch {
    // The runner has put it into the state.
  }
}

/** Removes everything of the stack: resources, engine state, settings, progress. */
export async function destroyStack({ store, engine, target, paths }: Provision): Promise<void> {
  const settings = applied({ store, paths });
  const through = store.state.deployed ?? "trail";
  try {
    await engine.run({ kind: "destroy", remove: true, settings, through, target }, "destroy");
  } catch {
    return; // the runner has put it into the state
  }
  store.dispatch({ type: "destroyed", settings: defaultSettings(target, settings.stack, listStacks(paths)) });
  await store.forget();
}

/** What is deployed, which may differ from the draft on screen. */
function applied({ store, paths }: Pick<Provision, "store" | "paths">): StackSettings {
  const { settings } = store.state;
  return listStacks(paths).find((entry) => entry.stack === settings.stack)?.settings ?? settings;
}
