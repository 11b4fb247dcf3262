import type { Read } from "../../checks/facts.ts";
import type { PreflightFacts } from "../facts.ts";
import type { Rule } from "../rule.ts";

/** Facts that most rules stand on, and what is not looked at without them. */
const parts = (facts: PreflightFacts): readonly (readonly [Read<unknown> | undefined, string])[] => [
  [facts.trails, "names, limits and second copies of trails"],
  [facts.key, "the key's state and policy"],
  [facts.organization, "the organization"],
  [facts.permissions, "this identity's permissions"],
];

export const unread: Rule = {
  id: "cannot-tell",
  title: "Something could not be looked at",
  severity: "note",
  source: "Actions, resources, and condition keys for AWS services, Service Authorization Reference",
  judge: ({ facts }) =>
    parts(facts).flatMap(([read, what]) =>
      read && "unread" in read && !/^NotFoundException/.test(read.unread.why)
        ? [
            {
              what: `Nothing can be told about ${what}: ${read.unread.why}.`,
              why: "A pre-flight that may not look finds nothing, which does not mean that all is well.",
              mend: `Allow this identity ${read.unread.action}, or go on and see.`,
            },
          ]
        : [],
    ),
};
