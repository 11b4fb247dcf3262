/** A statement by which AddPermission lets accounts in. */
export interface Grant {
  /** The label of AddPermission, which RemovePermission names. */
  readonly label: string;
  /** Twelve digits each. */
  readonly accounts: readonly string[];
  /** `SNS:Publish`, `SQS:*` */
  readonly actions: readonly string[];
  readonly resource: string;
}

/** A resource's policy document, as it is kept: checked when it was set. */
interface Document {
  readonly Statement: unknown;
}

const parse = (policy: string): Document => JSON.parse(policy) as Document;

const statementsOf = ({ Statement }: Document): readonly { readonly Sid?: unknown }[] =>
  (Array.isArray(Statement) ? Statement : [Statement]) as { Sid?: unknown }[];

/** One value by itself, several as a list, as SNS and SQS write them. */
const oneOrAll = (values: readonly string[]): string | readonly string[] =>
  values.length === 1 ? values[0]! : values;

/** Whether a policy has a statement of this label. */
export const hasStatement = (policy: string, label: string): boolean =>
  statementsOf(parse(policy)).some(({ Sid }) => Sid === label);

/** The policy with one more statement; JSON documents, in and out. */
export function withGrant(policy: string, { label, accounts, actions, resource }: Grant): string {
  const document = parse(policy);
  const added = {
    Sid: label,
    Effect: "Allow",
    Principal: { AWS: oneOrAll(accounts.map((id) => `arn:aws:iam::${id}:root`)) },
    Action: oneOrAll(actions),
    Resource: resource,
  };
  return JSON.stringify({ ...document, Statement: [...statementsOf(document), added] });
}

/** The policy without the statement of this label; undefined where nothing is left. */
export function withoutStatement(policy: string, label: string): string | undefined {
  const document = parse(policy);
  const left = statementsOf(document).filter(({ Sid }) => Sid !== label);
  return left.length === 0 ? undefined : JSON.stringify({ ...document, Statement: left });
}
