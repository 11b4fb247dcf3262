import type { Read } from "../checks/facts.ts";

/** A fact that may be missing in two ways: never asked for, or not answered. */
export const known = <T>(read: Read<T> | undefined): T | undefined =>
  read && "value" in read ? read.value : undefined;
