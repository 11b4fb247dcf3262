import { useSyncExternalStore } from "react";
import type { Connection } from "../connection/connection.ts";

const never = () => () => {};

/** Whether there is anything to tail; rendered anew only when that changes, not with every record. */
export function useTailing(connection: Connection): boolean {
  const feed = connection.phase === "ready" ? connection.lab.feed : undefined;
  return useSyncExternalStore(feed?.subscribe ?? never, () => (feed?.status.stacks.length ?? 0) > 0);
}
