import { statementMeanings } from "./statement-meanings.ts";

/** An IAM policy document, as far as ours use it. */
export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
}

/** Values of a policy element: a single one stands for itself, as IAM writes it. */
export type OneOrMore = string | readonly string[];

/** One statement of a policy. Its Sid has a meaning in words. */
export interface Statement {
  readonly Sid: keyof typeof statementMeanings;
  readonly Effect: "Allow" | "Deny";
  /** A policy that is attached to its principal names none. */
  readonly Principal?:
    | "*"
    | { readonly Service: string }
    /** Accounts by the ARN of their root, or `*`. */
    | { readonly AWS: OneOrMore };
  readonly Action: OneOrMore;
  /** A role's trust policy is about the role itself. */
  readonly Resource?: OneOrMore;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMore>>>>;
}

/** A list as a policy element: one value without a list around it. */
export const oneOrMore = (values: readonly string[]): OneOrMore =>
  values.length === 1 ? values[0]! : values;

/** What a statement is there for, in words. */
export interface StatementMeaning {
  /** Statements that are not ours need not have one. */
  readonly sid: string | undefined;
  readonly meaning: string;
}

const meanings: Readonly<Record<string, string>> = statementMeanings;

/** A sentence for each statement of a stack's policy, in its order. Pure. */
export const policyMeanings = ({
  Statement,
}: {
  readonly Statement: readonly { readonly Sid?: string }[];
}): readonly StatementMeaning[] =>
  Statement.map(({ Sid }) => ({
    sid: Sid,
    meaning: (Sid && meanings[Sid]) ?? "A statement that was there before this stack, kept as it is.",
  }));
