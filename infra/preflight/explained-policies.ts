import { accessLogTargetPolicy } from "../program/access-log-policy.ts";
import { bucketPolicy } from "../program/bucket-policy.ts";
import { keyPolicy } from "../program/key-policy.ts";
import { type PolicyDocument, policyMeanings, type Statement } from "../program/policy-document.ts";
import type { StackSettings } from "../stacks/settings.ts";

/** A policy that comes with a set-up, and what each of its statements is there for. */
export interface ExplainedPolicy {
  /** `bucket cloudtrail-logs-…`: what it is the policy of. */
  readonly of: string;
  /** Set when somebody else has to put it there. */
  readonly byHand?: boolean;
  readonly document: PolicyDocument;
  readonly statements: readonly {
    readonly sid: string;
    readonly meaning: string;
    readonly statement: Statement;
  }[];
}

/** The policy documents of a stack, explained. Pure. */
export function explainedPolicies(settings: StackSettings, accountId: string): readonly ExplainedPolicy[] {
  const { accessLogBucket, bucketName, centralBucket, kmsKey } = settings;
  return [
    ...(centralBucket ? [] : [explained(`bucket ${bucketName}`, bucketPolicy(settings, accountId))]),
    ...(kmsKey === "own" ? [explained("the new key", keyPolicy(settings, accountId))] : []),
    ...(accessLogBucket && !centralBucket
      ? [
          {
            ...explained(
              `bucket ${accessLogBucket}`,
              accessLogTargetPolicy({ ...settings, accessLogBucket }, accountId),
            ),
            byHand: true,
          },
        ]
      : []),
  ];
}

function explained(of: string, document: PolicyDocument): ExplainedPolicy {
  const meanings = policyMeanings(document);
  const statements = document.Statement.map((statement, index) => ({
    sid: statement.Sid,
    meaning: meanings[index]!.meaning,
    statement,
  }));
  return { of, document, statements };
}
