import type { Account } from "./world.ts";

/** The sandbox's accounts, under the numbers that AWS's documentation uses for examples; the first is the default. */
export const accounts: readonly [Account, ...Account[]] = [
  { id: "111122223333", name: "workload" },
  { id: "444455556666", name: "log-archive" },
  { id: "777788889999", name: "management" },
];
