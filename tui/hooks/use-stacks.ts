import type { Connection } from "../connection/connection.ts";
import { noStacks, type StacksState } from "../store/stacks.ts";
import { type Store, store } from "../store/store.ts";
import { useStore } from "./use-store.ts";

const nothing: Store<StacksState> = store(noStacks);

/** What is known of the stacks and done with them; rendered anew when it changes. */
export const useStacks = (connection: Connection): StacksState =>
  useStore(connection.phase === "ready" ? connection.lab.stacksWork.state : nothing);
