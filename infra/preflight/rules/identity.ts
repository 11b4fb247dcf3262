import { known } from "../known.ts";
import type { Rule } from "../rule.ts";

/** An up takes a minute in an account; with a look at the plan in between, and a retry, so much is not too much. */
const needed = 10 * 60_000;

const minutes = (milliseconds: number): string =>
  milliseconds < 60_000 ? "less than a minute" : `${Math.floor(milliseconds / 60_000)} minutes`;

const renew =
  "Renew them first (aws sso login, or assume the role again), or take credentials that renew themselves: a profile instead of environment variables.";

const ended: Rule = {
  id: "credentials-ended",
  title: "The credentials have ended",
  severity: "error",
  source: "Temporary security credentials in IAM, IAM User Guide",
  judge: ({ facts: { credentialsEnd, readAt } }) =>
    credentialsEnd !== undefined && credentialsEnd <= readAt
      ? [
          {
            what: `The credentials ended at ${new Date(credentialsEnd).toISOString()}.`,
            why: "AWS refuses every call with them (ExpiredToken).",
            mend: renew,
          },
        ]
      : [],
};

const ending: Rule = {
  id: "credentials-ending",
  title: "The credentials may end before the operation does",
  severity: "warning",
  source: "Temporary security credentials in IAM, IAM User Guide",
  judge: ({ facts: { credentialsEnd, readAt } }) =>
    credentialsEnd !== undefined && credentialsEnd > readAt && credentialsEnd - readAt < needed
      ? [
          {
            what: `The credentials end in ${minutes(credentialsEnd - readAt)}.`,
            why: "An operation that loses its credentials half-way leaves half of the set-up; the next up has to go on from there.",
            mend: renew,
          },
        ]
      : [],
};

const refused: Rule = {
  id: "permission-missing",
  title: "The identity lacks permissions that the operation needs",
  severity: "error",
  source: "Testing IAM policies with the IAM policy simulator, IAM User Guide",
  judge: ({ facts: { arn, permissions } }) => {
    const denied = (known(permissions) ?? []).filter(({ decision }) => decision !== "allowed");
    const groups = Map.groupBy(denied, ({ purpose, decision, resource }) =>
      JSON.stringify([purpose, decision, resource]),
    );
    return [...groups.values()].map((group) => {
      const { purpose, decision, resource } = group[0]!;
      const actions = group.map(({ action }) => action).join(", ");
      return {
        what: `${arn} may not do what ${purpose} needs on ${resource}: ${actions}.`,
        why:
          decision === "explicitDeny"
            ? "A policy of it, or of its organization, denies that; a Deny wins over every Allow."
            : "None of its policies allows that, so the operation would stop there with AccessDenied.",
        mend:
          decision === "explicitDeny"
            ? "Take that out of the Deny, or use another identity."
            : "Allow the identity these actions, or use another identity.",
      };
    });
  },
};

export const identityRules = [ended, ending, refused];
