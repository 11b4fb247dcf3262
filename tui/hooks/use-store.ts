import { useSyncExternalStore } from "react";
import type { Store } from "../store/store.ts";

/** The value of a store, rendered anew when it changes. */
export const useStore = <T>(store: Store<T>): T => useSyncExternalStore(store.subscribe, store.get);
