import type { Suite } from "../suite.ts";
import { iam } from "./iam.ts";
import { sts } from "./sts.ts";

/** The suites, one per service of the sandbox. */
export const suites: readonly Suite[] = [iam, sts];
