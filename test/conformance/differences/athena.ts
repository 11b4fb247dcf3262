import type { IntendedDifference } from "./index.ts";

export const athena: readonly IntendedDifference[] = [
  {
    operation: "ListWorkGroups",
    path: "WorkGroups.[].EngineVersion",
    ours: "{}",
    moto: "absent",
    why: "Part of WorkGroupSummary (Athena API Reference); moto leaves it out.",
  },
];
